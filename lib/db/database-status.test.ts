import { expect, it } from 'vitest'
import { whyWrongDatabase } from './database-status'

const modes = ['demo', 'test', 'production'] as const
const marks = [...modes, null] as const

it('a mode touches the databases that are meant for it, and no other (T10)', () => {
  const allowed = modes.flatMap((mode) => marks.filter((mark) => whyWrongDatabase(mode, mark) === null).map((mark) => `${mode} on ${mark ?? 'unmarked'}`))
  expect(allowed).toEqual(['demo on demo', 'test on test', 'production on production', 'production on unmarked'])
})
