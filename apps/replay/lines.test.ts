import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Row, rowsOf } from './lines.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function rows(content: string | Buffer): Promise<Row[]> {
  const path = join(folder, 'file.csv')
  await writeFile(path, content)
  const read: Row[] = []
  for await (const row of rowsOf(path)) read.push(row)
  return read
}
const cells = async (content: string | Buffer) =>
  (await rows(content)).map((row) => 'cells' in row && row.cells)

const HEADER = 'site;arrival;called'

test.each([
  ['commas', 'a,b\n1,2\n'],
  ['semicolons, CRLF and a byte order mark', '\uFEFFa;b\r\n1;2\r\n'],
  ['tabs, and no end of the last line', 'a\tb\n1\t2'],
  ['empty lines', '\n\na,b\n\n1,2\n\n'],
  ['quotes', '"a","b"\n"1","2"\n'],
])('%s are read', async (_, content) => {
  expect(await cells(content)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('what the header line has most of parts the cells: a comma in a text of a file with semicolons is text', async () => {
  expect(await cells(`${HEADER}\nMitte, Rathaus;1;2\n`)).toContainEqual(['Mitte, Rathaus', '1', '2'])
})

test('quoted cells hold separators, quotes and line ends; the lines after them keep their numbers', async () => {
  expect(await rows('a,b\n"x, ""y""\nz",2\n3,4')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x, "y"\nz', '2'] },
    { line: 4, cells: ['3', '4'] },
  ])
})

test('a quote that is never closed costs its own line, not the rest of the file', async () => {
  const more = Array.from({ length: 20 }, (_, nth) => `${nth},x`)
  const read = await rows(['a,b', '1,"2', ...more].join('\n'))
  expect(read[1]).toEqual({ line: 2, fault: 'a quote is never closed' })
  expect(read.slice(2)).toEqual(more.map((text, nth) => ({ line: nth + 3, cells: text.split(',') })))
})

test('umlauts are read as UTF-8, as Windows-1252 and as UTF-16', async () => {
  const expected = [['Bürgeramt', 'x']]
  expect(await cells('Bürgeramt;x\n')).toEqual(expected)
  expect(await cells(Buffer.from('Bürgeramt;x\n', 'latin1'))).toEqual(expected)
  expect(await cells(Buffer.from('\uFEFFBürgeramt;x\n', 'utf16le'))).toEqual(expected)
})

test('a line without end is named and let go', async () => {
  const read = await rows(`a,b\n${'x'.repeat(500_000)}\n1,2\n`)
  expect(read).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, fault: 'longer than 20000 characters' },
    { line: 3, cells: ['1', '2'] },
  ])
})
