// The bundled list: a published list of common passwords, and the long forms that people make of them to satisfy a length.
// Nearly no entry of any published list has fifteen characters; the long forms are what a policy of fifteen must refuse.

export interface CommonPasswords {
  /** the whole password, in any case */
  has(password: string): boolean
  readonly entries: ReadonlySet<string>
}

const LONG = 15
const LONGEST = 64
const KEYBOARD_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', 'qwertzuiop', 'azertyuiop', 'yxcvbnm']
const ENDINGS = ['1', '12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789', '1234567890', '!', '!!', '!!!', '1!', '123!', '000', '111', '777', '2000', '2020', '2021', '2022', '2023', '2024', '2025', '2026', '2027', '@123', '#1', '007']
/** Sayings, lines and examples that somebody always takes; the last is printed in our own manual. */
const PHRASES = [
  'correct horse battery staple', 'the quick brown fox', 'the quick brown fox jumps over the lazy dog', 'may the force be with you', 'to be or not to be', 'to be or not to be that is the question',
  'let me in please', 'open sesame open sesame', 'i love you forever', 'i love you so much', 'i love my family', 'i love my mother', 'i love my husband', 'i love my daughter', 'never gonna give you up', 'winter is coming',
  'this is my password', 'this is a password', 'my password is password', 'password is password', 'password password', 'what is my password', 'i forgot my password', 'please let me in', 'change me please', 'change this password',
  'trust no one trust no one', 'live long and prosper', 'hello world hello world', 'lorem ipsum dolor sit amet', 'in god we trust', 'jesus is my lord', 'god bless america', 'once upon a time', 'happy birthday to you',
  'a long time ago in a galaxy far far away', 'one ring to rule them all', 'there is no place like home', 'carpe diem carpe diem', 'supercalifragilisticexpialidocious', 'abcdefghijklmnopqrstuvwxyz', 'administrator password', 'default password', 'temporary password',
  'welcome to my world', 'the sky is the limit', 'you shall not pass', 'elementary my dear watson', 'houston we have a problem', 'life is beautiful', 'follow the white rabbit', 'knock knock who is there', 'what does the fox say',
  'correct-horse-castle-42',
]

/** @param published common passwords, the most frequent first @returns them and their long forms, about a hundred thousand in all */
export function commonPasswords(published: readonly string[]): CommonPasswords {
  const entries = new Set(published.map((entry) => entry.toLowerCase()))
  for (const long of longForms(published)) if (long.length >= LONG && long.length <= LONGEST) entries.add(long)
  return { entries, has: (password) => entries.has(password.normalize('NFC').toLowerCase()) || isOneCharacter(password) }
}

/** Any number of the same sign is one password. */
const isOneCharacter = (password: string) => new Set(password.normalize('NFC').toLowerCase()).size === 1

function* longForms(published: readonly string[]): Generator<string> {
  const words = published.map((entry) => entry.toLowerCase())
  for (const phrase of PHRASES) for (const form of [phrase, phrase.replaceAll(' ', ''), phrase.replaceAll(' ', '-'), phrase.replaceAll(' ', '_'), phrase.replaceAll(' ', '.')]) yield* [form, `${form}1`, `${form}!`, `${form}123`]
  for (const row of KEYBOARD_ROWS) for (const other of KEYBOARD_ROWS) yield* [row + other, row + other + row, [...row].toReversed().join('') + other]
  for (const sign of 'abcdefghijklmnopqrstuvwxyz0123456789!?.*-_ #@$') for (let length = LONG; length <= 32; length++) yield sign.repeat(length)
  for (const word of words.slice(0, 5000)) for (let times = 2; times * word.length <= 32; times++) yield word.repeat(times)
  for (const word of words.slice(0, 5000)) for (const ending of ENDINGS) yield word + ending
  const alphabetic = words.filter((word) => /^[a-z]{4,}$/.test(word))
  for (const one of alphabetic.slice(0, 120)) for (const two of alphabetic.slice(0, 120)) if (one !== two) yield* [one + two, `${one}${two}1`, `${one} ${two}`]
  const favourites = alphabetic.slice(0, 20)
  for (const one of favourites) for (const two of favourites) for (const three of favourites) yield one + two + three
}
