/**
 * What stands in the fields once a save is answered, or what is stored was drawn anew: that, but for the fields that hold something else than they did
 * when it set out. What was typed meanwhile is never lost.
 * @param stored what is there now @param before what was sent, or what was there before
 */
export function keepNewer<Typed extends object>(stored: Typed, { before, typed }: { before: Typed; typed: Typed }): Typed {
  const parts = Object.keys(stored) as (keyof Typed)[]
  return Object.fromEntries(parts.map((part) => [part, (JSON.stringify(typed[part]) === JSON.stringify(before[part]) ? stored : typed)[part]])) as Typed
}
