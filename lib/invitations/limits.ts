/** People on one list. */
export const MOST_LINES = 10_000
/** So many in one request, which has a limit of its own; a longer list comes in parts. */
export const MOST_LINES_AT_ONCE = 200
/** Of a text that is read as a list. */
export const MOST_CHARACTERS = 1_000_000
/** Places that one invitation gives. */
export const MOST_PLACES = 50
