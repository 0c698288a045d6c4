/** The start of the console. Apart from `paths`, so that a page that stands in for a broken one loads nothing else. */
export const HOME_PATH = '/'
