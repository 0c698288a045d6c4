/** @returns the middle value; of an even count, the mean of the two in the middle */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** @param at between 0 and 1 @returns the value below which that share lies, interpolated */
export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) throw new Error('nothing was measured')
  const position = (sorted.length - 1) * at
  const below = sorted[Math.floor(position)]!
  return below + (sorted[Math.ceil(position)]! - below) * (position % 1)
}

export interface Pairs {
  ours: number
  floor: number
  /** median over the pairs of ours / floor */
  ratio: number
}

/**
 * Measures both sides in turn, changing who goes first, so that whatever else the machine does meets both alike.
 * The ratio is taken pair by pair.
 */
export async function inPairs(rounds: number, ours: () => number | Promise<number>, floor: () => number | Promise<number>): Promise<Pairs> {
  const seen: [number, number][] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours()
      seen.push([first, await floor()])
    } else {
      const first = await floor()
      seen.push([await ours(), first])
    }
  }
  return { ours: median(seen.map(([a]) => a)), floor: median(seen.map(([, b]) => b)), ratio: median(seen.map(([a, b]) => a / b)) }
}
