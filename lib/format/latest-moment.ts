/** Epoch milliseconds of the year 2200: what lies beyond is a mistake, or an attempt at what the database cannot hold. */
export const LATEST_MOMENT = 7_258_118_400_000
