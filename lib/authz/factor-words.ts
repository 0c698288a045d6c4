// What is said where a second factor is missing. There is no page yet on which one could be enrolled or used, so nobody is told to do
// so. When there is, these sentences change, and no others.

/** Added to a reason. */
export const NO_ENROLMENT_YET = 'This version cannot enrol one yet.'
export const NO_USE_YET = 'This version cannot ask for it yet.'

/** In the middle of a sentence, about a second factor. */
export const NOT_OFFERED_YET = 'which this version does not offer yet'

/** @param whose "your" or "their" @returns what would have to change, as a step */
export const factorStep = {
  enrol: (whose: string) => `With a second factor of ${whose} own. ${NO_ENROLMENT_YET}`,
  use: (whose: string) => `By signing in with ${whose} second factor. ${NO_USE_YET}`,
}
