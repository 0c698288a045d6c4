// The dangerous habit here is `name[0]`: it cuts emoji, flags and combined letters in half.
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** @returns one or two letters for a person or a place, in the name's own script; "?" for a blank name */
export function initials(name: string): string {
  const words = name.slice(0, 200).split(/[\s@._-]+/u).filter(Boolean)
  const first = (word: string) => [...letters.segment(word)][0]?.segment ?? ''
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return chosen.map(first).join('').toLocaleUpperCase('en') || '?'
}
