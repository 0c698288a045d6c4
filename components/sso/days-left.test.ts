import { expect, it } from 'vitest'
import { daysLeft, urgency } from './days-left'

const DAY = 86_400_000

it.each([
  [-DAY, -1, 'danger'],
  [0, 0, 'danger'],
  [1, 1, 'danger'],
  [7 * DAY, 7, 'danger'],
  [7 * DAY + 1, 8, 'warn'],
  [60 * DAY, 60, 'warn'],
  [60 * DAY + 1, 61, 'neutral'],
])('an end in %i ms is %i days away, and told as %s', (away, days, tone) => {
  expect([daysLeft(1_000 + away, 1_000), urgency(daysLeft(1_000 + away, 1_000))]).toEqual([days, tone])
})
