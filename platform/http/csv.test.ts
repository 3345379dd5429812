import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText } from './csv.ts'

/** Reads a CSV file as RFC 4180 says. */
function read(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'ß', '"', ',', '\r', '\n', '=', '-', '＝', ' ') }),
)

test('what is written is read back, whatever the cells hold', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
      const [header, ...back] = read(csvText(['one', 'two'], rows))
      expect(header).toEqual(['one', 'two'])
      expect(back).toEqual(rows.map((row) => row.map((text) => text.replace(/^[=+\-@＝＋－＠\t\r]/, "'$&"))))
    }),
  )
})

test('no cell of text begins as a formula (A-10); numbers below zero stay numbers', () => {
  const text = csvText(['a'], [['=1+1'], ['@SUM(A1)'], ['+49'], ['-x'], ['\t=1'], [-3], [null], [true]])
  expect(text).toBe("a\r\n'=1+1\r\n'@SUM(A1)\r\n'+49\r\n'-x\r\n'\t=1\r\n-3\r\n\r\ntrue\r\n")
})

test.each(['＝1+1', '＋49', '－x', '＠SUM(A1)'])(
  'a cell that begins as a formula with a full-width sign is text, too (A-10): %s',
  (cell) => {
    expect(csvText(['a'], [[cell], [`a${cell}`]])).toBe(`a\r\n'${cell}\r\na${cell}\r\n`)
  },
)

test('a row with too few cells is refused', () => {
  expect(() => csvText(['a', 'b'], [['x']])).toThrow()
})
