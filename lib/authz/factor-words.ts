// What is said where a second factor is missing: how one comes by it. Factors are added and used under My account.

/** Added to a reason, told to whoever it is about. */
export const ENROL_YOURS = 'Add one under My account, Second factors.'
export const USE_YOURS = 'Use it under My account, Second factors.'

/** Added to a reason that may be about somebody else. */
export const ENROLLED_WHERE = 'It is added under My account.'
export const USED_WHERE = 'It is asked for at sign-in, and under My account.'

/** @param whose "your" or "their" @returns what would have to change, as a step */
export const factorStep = {
  enrol: (whose: string) => `With a second factor of ${whose} own, added under My account, Second factors.`,
  use: (whose: string) => `By using ${whose} second factor, at sign-in or under My account, Second factors.`,
}
