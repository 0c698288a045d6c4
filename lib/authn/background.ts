// An open tab's own doing is not the person's activity: such a request says so, and the idle limit runs on. Browser-safe.

/** On requests that a script makes by itself. */
export const BACKGROUND_HEADER = 'x-castellan-background'

/** For the few seconds in which a page that nobody is using draws itself anew; its request cannot carry a header. */
export const BACKGROUND_COOKIE = 'castellan-background'
