// The heavy part: dictionaries and zxcvbn, fetched once, when the field of a new password takes the focus. Nothing here may be imported eagerly by a page.
import type { CommonPasswords } from './common-passwords'

export interface PasswordJudge {
  /** 0–4 of zxcvbn @param words what the person's own words are */
  strength(password: string, words: readonly string[]): number
  /** whether the whole of it, in any case, is on the bundled list */
  isCommon(password: string): boolean
}

let loading: Promise<PasswordJudge> | undefined

/** @returns the judge; the browser and the server hold the very same dictionaries, so their verdicts agree */
export function loadPasswordJudge(): Promise<PasswordJudge> {
  return (loading ??= load().catch((error: unknown) => {
    // A lost connection is not for ever.
    loading = undefined
    throw error
  }))
}

async function load(): Promise<PasswordJudge> {
  // File by file: the package's index would bring surnames and an encyclopedia along, twice the weight of all the rest.
  const [{ ZxcvbnFactory }, common, { default: english }, { default: givenNames }, { commonPasswords }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en/dist/commonWords.json.mjs'),
    import('@zxcvbn-ts/language-en/dist/firstnames.json.mjs'),
    import('./common-passwords'),
  ])
  const zxcvbn = new ZxcvbnFactory({ graphs: common.adjacencyGraphs, dictionary: { ...common.dictionary, 'commonWords-en': english, 'firstnames-en': givenNames } })
  let list: CommonPasswords | undefined
  return {
    strength: (password, words) => (password === '' ? 0 : zxcvbn.check(password, [...words]).score),
    isCommon: (password) => (list ??= commonPasswords(common.dictionary['passwords-common'])).has(password),
  }
}
