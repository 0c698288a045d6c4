/**
 * SQL of a time as ISO 8601 in UTC, null when there is none. For exports: inside of Next each Date that a row is read into stays in memory until
 * V8 next looks through all of it, so that a million rows made the server grow by hundreds of megabytes.
 * @param column as the statement names it; never anything from outside
 */
export const isoTime = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
