import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { instant } from '#kernel/instant.ts'
import type { Letter } from './layout.ts'
import { writeLetters } from './pdf.ts'

const LINK = 'https://termine.neuwalden.example/v/AbCdEfGhIjKlMnOpQrStUvWx'
const LETTER: Letter = {
  language: 'de',
  large: false,
  from: 'Stadt Neuwalden',
  returnTo: 'Stadt Neuwalden, Rathausplatz 1, 12345 Neuwalden',
  recipient: ['Łukasz Çelik', 'Am Markt 1', '50667 Köln'],
  information: [{ label: 'Datum', value: '1. März 2027' }],
  blocks: [
    { kind: 'heading', level: 1, text: 'Ihr Termin' },
    {
      kind: 'text',
      text: 'Guten Tag, dieser Absatz ist so lang, dass er in zwei Zeilen steht und trotzdem ein Absatz bleibt.',
    },
    { kind: 'facts', facts: [{ label: 'Wann', value: 'Montag' }] },
    { kind: 'heading', level: 2, text: 'Das bringen Sie mit' },
    { kind: 'list', items: ['Ihren Ausweis', 'Ein Foto'] },
    { kind: 'code', content: LINK, alt: 'QR-Code mit dem Link' },
    { kind: 'text', text: 'Fragen?', small: true },
  ],
  pageWords: (page, pages) => `Seite ${page} von ${pages}`,
}
const LONG: Letter = {
  ...LETTER,
  language: 'en',
  blocks: [...LETTER.blocks, ...Array.from({ length: 40 }, () => ({ kind: 'text', text: 'More.' }) as const)],
}

const run = (letters: readonly Letter[]) =>
  writeLetters({ title: 'Briefe 17', language: 'de', at: instant(1_800_000_000_000), letters })

/** What pdf.js says of the structure of a page. */
type Node = {
  readonly role?: string
  readonly alt?: string
  readonly lang?: string
  readonly bbox?: readonly number[]
  readonly children?: readonly Node[]
  readonly id?: string
}

const open = async (pdf: Buffer) => getDocument({ data: new Uint8Array(pdf) }).promise
const treeOf = async (pdf: Buffer, page = 1) =>
  (await (await open(pdf)).getPage(page)).getStructTree() as Promise<Node>
const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)]

describe('a print run as PDF, read with another program', () => {
  let pdf: Buffer
  beforeAll(async () => {
    pdf = await run([LETTER])
  })

  it('says its language and title, and that it is tagged', async () => {
    const file = await open(pdf)
    expect(pdf.toString('latin1')).toMatch(/\/Marked true/)
    expect((await file.getMetadata()).info).toMatchObject({
      Title: 'Briefe 17',
      Language: 'de',
      PDFFormatVersion: '1.7',
    })
    expect(pdf.toString('latin1')).toMatch(/DisplayDocTitle true/)
    expect(pdf.toString('latin1')).toContain('pdfuaid:part')
  })

  it('is read as paragraphs, lists and headings in their order, and the code by its words', async () => {
    const tree = await treeOf(pdf)
    const part = all(tree).find(({ role }) => role === 'Part')
    expect(part?.children?.map(({ role }) => role)).toEqual([
      'P',
      'P',
      'P',
      'L',
      'H1',
      'P',
      'L',
      'H2',
      'L',
      'Figure',
      'P',
    ])
    expect(all(tree).find(({ role }) => role === 'Figure')).toMatchObject({ alt: 'QR-Code mit dem Link' })
    expect(
      all(tree)
        .filter(({ role }) => role === 'LI')
        .map(({ children }) => children?.map(({ role }) => role)),
    ).toEqual(Array.from({ length: 4 }, () => ['Lbl', 'LBody']))
  })

  it('leaves nothing that is drawn outside of the tree but what nobody reads', async () => {
    const { items } = await (await (await open(await run([LONG]))).getPage(1)).getTextContent({
      includeMarkedContent: true,
    })
    const depths: string[] = []
    const loose = items.flatMap((item) => {
      if ('type' in item && item.type.startsWith('begin'))
        depths.push('tag' in item ? String(item.tag) : 'Span')
      else if ('type' in item) depths.pop()
      else if (item.str.trim() !== '' && depths.length === 0) return [item.str]
      return []
    })
    expect(loose).toEqual([])
  })

  it('embeds its letters, also those of other languages', async () => {
    const page = await (await open(pdf)).getPage(1)
    const { items } = await page.getTextContent()
    const said = items.flatMap((item) => ('str' in item ? [item.str] : [])).join(' ')
    expect(said).toContain('Łukasz Çelik')
    expect(pdf.toString('latin1').match(/FontFile2/g)).toHaveLength(2)
  })

  it('is the same file for the same letters, byte for byte', async () => {
    expect((await run([LETTER])).equals(pdf)).toBe(true)
    expect((await run([LONG])).equals(pdf)).toBe(false)
  })

  it('begins each letter on the front of a sheet', async () => {
    const file = await open(await run([LETTER, LONG, LETTER]))
    const firsts = []
    for (let number = 1; number <= file.numPages; number++) {
      const { items } = await (await file.getPage(number)).getTextContent()
      const said = items.flatMap((item) => ('str' in item ? [item.str] : [])).join(' ')
      if (said.includes('Rathausplatz')) firsts.push(number)
      if (number === 2) expect(said).toBe('')
      if (number === 4) expect(said).toContain('Seite 2 von 2')
    }
    expect(firsts).toEqual([1, 3, 5])
    expect(file.numPages).toBe(6)
  })

  it('says in which language each letter is', async () => {
    const tree = await treeOf(await run([LONG]))
    expect(all(tree).find(({ role }) => role === 'Part')?.lang).toBe('en')
  })

  it('has a code that a scanner reads off the sheet', async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
    await prepareZXingModule({
      overrides: { wasmBinary: Uint8Array.from(wasm).buffer },
      fireImmediately: true,
    })
    const library = await PDFiumLibrary.init()
    const document = await library.loadDocument(pdf)
    const { data, width, height } = await document.getPage(0).render({ scale: 2, render: 'bitmap' })
    const picture = { data: new Uint8ClampedArray(data), width, height, colorSpace: 'srgb' as const }
    const [found] = await readBarcodes(picture as ImageData, { formats: ['QRCode'] })
    library.destroy()
    expect(found?.text).toBe(LINK)
  })
})
