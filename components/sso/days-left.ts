const DAY_MS = 86_400_000
const WARN_DAYS = 60
const URGENT_DAYS = 7

/** @returns whole days, begun ones counted; 0 or less: it has ended. @param now epoch milliseconds of the request */
export const daysLeft = (endsAt: number, now: number): number => Math.ceil((endsAt - now) / DAY_MS)

/** How loudly an end is told, on the same days as owners are mailed about it. */
export const urgency = (days: number): 'danger' | 'warn' | 'neutral' => (days <= URGENT_DAYS ? 'danger' : days <= WARN_DAYS ? 'warn' : 'neutral')
