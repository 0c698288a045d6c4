import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CSV_START, csvLine, harmlessCell, originalCell } from './csv'

// Texts that spreadsheets are known to run, and those that look like them.
const PAYLOADS = ['=cmd|\' /C calc\'!A0', '+1+1', '-2+3', '@SUM(1;1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1+1', '＋1', '－1', '＠A1', "'=1", '"=1"', '=HYPERLINK("http://evil","x")', ' =1', '%0A=1', '', "O'Brien", 'a,b', 'a"b', 'a\r\nb']

const readBack = (text: string): string[][] => parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false })

describe('[T73] a cell', () => {
  it.each(PAYLOADS)('%j runs nothing and comes back as it was', (payload) => {
    expect(harmlessCell(payload)).not.toMatch(/^[=+\-@\t\r\n\0＝＋－＠]/)
    expect(readBack(CSV_START + csvLine(['a', payload, 'b']))[0]!.map(originalCell)).toEqual(['a', payload, 'b'])
  })

  it('any text comes back, and none starts a formula', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\r', '\n', '\t', ' ', 'x') }))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = readBack(rows.map((row) => csvLine(row)).join(''))
        expect(read.map((row) => row.map(originalCell))).toEqual(rows)
        for (const text of read.flat()) expect(text).not.toMatch(/^[=+\-@\t\r\n\0]/)
      }),
    )
  })
})

it('numbers, yes and no, and nothing', () => expect(csvLine([-1, true, null, undefined])).toBe('-1,true,,\r\n'))
