/**
 * What a framework or the proxy refuses is refused alike at every door. So each door meets a share of such attacks, and each attack every
 * so manieth door; all of them meet at every door where pages are looked at closely (`npm run test:long`).
 * @param door its number on the list
 * @param shares how many doors it takes until all have been tried
 */
export function shareOf<T>(attacks: readonly T[], door: number, shares: number): T[] {
  return process.env.CASTELLAN_LOOK === 'closely' ? [...attacks] : attacks.filter((_, index) => index % shares === door % shares)
}
