import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const page = read('docs/asvs.md')
const pages = [page, read('docs/inventory.md')]

/** Levels of ASVS 5.0.0, section by section, in the order of their numbers: what stands at the third place of 1.2 is the level of 1.2.3. */
const LEVELS: Record<string, string> = {
  '1.1': '22', '1.2': '1111122223', '1.3': '112222222223', '1.4': '222', '1.5': '123',
  '2.1': '122', '2.2': '112', '2.3': '12223', '2.4': '23',
  '3.1': '3', '3.2': '113', '3.3': '12223', '3.4': '11222233', '3.5': '11122333', '3.6': '3', '3.7': '22333',
  '4.1': '12233', '4.2': '23333', '4.3': '22', '4.4': '1222',
  '5.1': '2', '5.2': '112333', '5.3': '113', '5.4': '222',
  '6.1': '122', '6.2': '111111112222', '6.3': '11223333', '6.4': '112233', '6.5': '22222333', '6.6': '2223', '6.7': '33', '6.8': '2222',
  '7.1': '222', '7.2': '1111', '7.3': '22', '7.4': '11222', '7.5': '223', '7.6': '22',
  '8.1': '1233', '8.2': '1123', '8.3': '133', '8.4': '23',
  '9.1': '111', '9.2': '1222',
  '10.1': '22', '10.2': '223', '10.3': '22223', '10.4': '1111122222233333', '10.5': '22222', '10.6': '22', '10.7': '222',
  '11.1': '2233', '11.2': '22233', '11.3': '11233', '11.4': '1222', '11.5': '23', '11.6': '23', '11.7': '33',
  '12.1': '12233', '12.2': '11', '12.3': '22223',
  '13.1': '2333', '13.2': '222223', '13.3': '2233', '13.4': '1222233',
  '14.1': '22', '14.2': '12223333', '14.3': '122',
  '15.1': '12233', '15.2': '12233', '15.3': '1222222', '15.4': '3333',
  '16.1': '2', '16.2': '22222', '16.3': '2222', '16.4': '222', '16.5': '2223',
  '17.1': '23', '17.2': '22223333', '17.3': '22',
}
const asked = Object.entries(LEVELS).flatMap(([section, levels]) => [...levels].map((level, index) => ({ number: `${section}.${index + 1}`, level })))

interface Row { numbers: string[]; level: string | null; how: string; where: string; test: string }

/** One line speaks of one requirement, or of a row of them (4.4.1–4). */
const rows: Row[] = [...page.matchAll(/^\| (\d+\.\d+)\.(\d+)(?:–(\d+))? \| (.*) \|$/gm)].map(([, section, from, to, rest]) => {
  const cells = rest!.split(' | ')
  const numbers = Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, index) => `${section}.${Number(from) + index}`)
  const level = /^[12]$|^1–2$/.test(cells[0]!) ? cells.shift()! : null
  const [, how, where, test] = cells
  return { numbers, level, how: how!, where: where ?? '', test: (test ?? '').trim() }
})
const first = ({ numbers }: Row) => numbers[0]!

describe('docs/asvs.md', () => {
  it('has every requirement of level 1 and 2 once, with its level', () => {
    expect(rows.filter(({ level }) => level !== null).flatMap(({ numbers }) => numbers)).toEqual(asked.filter(({ level }) => level !== '3').map(({ number }) => number))
    const levelOf = new Map(asked.map(({ number, level }) => [number, level]))
    expect(rows.filter(({ numbers, level }) => level !== [...new Set(numbers.map((number) => levelOf.get(number)))].join('–') && (level !== null || numbers.some((number) => levelOf.get(number) !== '3'))).map(first)).toEqual([])
  })

  it('says of each how it is met, where, and which test shows it', () => {
    const wrong = rows.filter(({ numbers, how, where, test }) => {
      if (how === 'n/a') return where === '' || test !== ''
      if (how === 'operator') return where === ''
      // What is not there has no test.
      if (/^not met: D\d+$/.test(how)) return where === '' || numbers.length > 1
      const isDocument = /inventory\.md#/.test(where) || numbers.length > 1
      return !/^(met|partly: D\d+)$/.test(how) || numbers.length > 1 || where === '' || (test === '' && !isDocument)
    })
    expect(wrong.map(first)).toEqual([])
  })

  it('names files, tests and places of other pages that exist', () => {
    const named = pages.flatMap((text) => [...text.matchAll(/`([^`\s]*\/[^`\s]*|[\w.-]+\.(?:ts|mjs|json|prisma|txt))`/g)]).map(([, name]) => name!).filter((name) => !/^(\/|@|house\/|text\/|image\/|schema\.ts$)/.test(name))
    expect(named.length).toBeGreaterThan(150)
    expect([...new Set(named)].filter((name) => !tracked.some((file) => file === name || file.startsWith(`${name}/`)))).toEqual([])
    const anchors = (file: string) => [...read(`docs/${file}`).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-').replace(/[^\w-]/g, ''))
    expect(pages.flatMap((text) => [...text.matchAll(/\]\(([\w./-]+\.md)(?:#([\w-]+))?\)/g)]).filter(([, file, anchor]) => !fs.existsSync(path.join(root, 'docs', file!)) || (anchor !== undefined && !anchors(file!).includes(anchor))).map(([link]) => link)).toEqual([])
  })

  it('names rows of docs/security.md that exist', () => {
    const listed = new Set([...read('docs/security.md').matchAll(/^\| (T\d\d) \|/gm)].map(([, row]) => row))
    expect([...page.matchAll(/\bT\d\d\b/g)].map(([row]) => row).filter((row) => !listed.has(row))).toEqual([])
  })

  it('explains every deviation that a line names, and only those', () => {
    const explained = [...page.matchAll(/^- \*\*(D\d+) · [\s\S]*?\*Mend:\*/gm)].map(([, name]) => name!)
    const meant = new Set(rows.flatMap(({ how, where }) => [...`${how} ${where}`.matchAll(/\bD\d+\b/g)].map(([name]) => name)))
    expect(explained).toEqual([...meant].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))))
  })
})

describe('what the page says is not there', () => {
  const sources = tracked.filter((file) => /^(app|components|lib)\/.*\.tsx?$/.test(file) && !/\.(test|spec)\.tsx?$/.test(file) && fs.existsSync(path.join(root, file)))
  const holding = (words: RegExp) => sources.filter((file) => words.test(read(file)))

  it('no process is started, and no text is run but the one that matches a pattern in a time limit', () => {
    expect(sources.length).toBeGreaterThan(500)
    expect(holding(/child_process|\beval\(|new Function\(|import\((?!['`]|\/\*)/)).toEqual([])
    expect(holding(/node:vm/)).toEqual(['lib/pim/why-not-eligible.ts'])
  })

  it('no table keeps a token of a provider, a hint or a question', () => {
    expect(read('prisma/schema.prisma')).not.toMatch(/(access|refresh|id)_?token|hint|question/i)
  })
})
