/**
 * openid-client judges the times of tokens by the clock of this process, and takes a correction.
 * @param now epoch milliseconds of the database's clock, just now @returns how far it is ahead of ours, in whole seconds: by it alone tokens are judged
 */
export function clockSkewSeconds(now: number): number {
  return Math.round((now - Date.now()) / 1000)
}
