/** What the measures share in one run. */
export interface Rig {
  /** Small sizes and short loads: to see that a measure works, not what it says. */
  quick: boolean
}
