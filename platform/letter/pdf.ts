import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import type { Instant } from '#kernel/instant.ts'
import { qrModules } from '#platform/print/qr.ts'
import { asDate } from '#platform/time/clock.ts'
import { type Letter, type LetterPage, layoutLetter, type Measure, mm, SHEET } from './layout.ts'
import { unpackWoff } from './woff.ts'

type Doc = InstanceType<typeof PDFDocument>
type Content = ReturnType<Doc['markStructureContent']>
type Element = ReturnType<Doc['struct']>

/** A print run. Each letter begins on a sheet of its own, also where a printer uses both sides. */
export type LetterRun = {
  readonly title: string
  /** BCP 47: the language of the title; each letter has its own. */
  readonly language: string
  /** Stands in the file as the time of its making: the same run is the same file, byte for byte. */
  readonly at: Instant
  readonly letters: readonly Letter[]
}

/**
 * Writes letters as one tagged PDF for print (PDF/UA-1 in mind): language and title, headings, paragraphs, lists, a text
 * for each QR code, in the order in which they are read; fonts embedded; folding marks and page numbers as artifacts.
 */
export async function writeLetters({ title, language, at, letters }: LetterRun): Promise<Buffer> {
  // Not `PDFDocumentOptions`: those types do not know this subset yet.
  const options: object = {
    pdfVersion: '1.7',
    subset: 'PDF/UA',
    tagged: true,
    lang: language,
    displayTitle: true,
    autoFirstPage: false,
    margin: 0,
    size: [SHEET.width, SHEET.height],
    info: { Title: title, Creator: 'Dran', Producer: 'Dran', CreationDate: asDate(at) },
  }
  const doc = new PDFDocument(options)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  const { regular, bold } = fonts()
  doc.registerFont('regular', regular)
  doc.registerFont('bold', bold)
  const root = doc.struct('Document')
  doc.addStructure(root)
  const measure = measureOf(doc)
  for (const letter of letters) drawLetter(doc, root, letter, measure)
  // A file without a sheet is none.
  if (letters.length === 0) doc.addPage()
  root.end()
  doc.end()
  await ended
  return Buffer.concat(chunks)
}

let loaded: { readonly regular: Buffer; readonly bold: Buffer } | undefined

/** Noto Sans with Latin, Greek and Cyrillic letters; only those that a file uses are put into it. */
function fonts() {
  const { resolve } = createRequire(import.meta.url)
  const font = (name: string) =>
    unpackWoff(readFileSync(resolve(`@kern-ux/native/dist/fonts/noto-sans/NotoSans-${name}.woff`)))
  loaded ??= { regular: font('Regular'), bold: font('Bold') }
  return loaded
}

/** Letter by letter, each looked up once: setting a whole line to see its width took seconds for each letter. */
function measureOf(doc: Doc): Measure {
  const known = { regular: new Map<string, number>(), bold: new Map<string, number>() }
  const widthOf = (font: 'regular' | 'bold', letter: string) => {
    const width = known[font].get(letter) ?? doc.font(font).fontSize(1).widthOfString(letter)
    known[font].set(letter, width)
    return width
  }
  return (text, size, isBold) =>
    Array.from(text).reduce((sum, letter) => sum + widthOf(isBold ? 'bold' : 'regular', letter), 0) * size
}

function drawLetter(doc: Doc, root: Element, letter: Letter, measure: Measure): void {
  const pages = layoutLetter(letter, measure)
  const contents = new Map<string, Content[]>()
  const boxes = new Map<string, readonly [number, number, number, number]>()
  const mark = (part: string, tag: string, draw: () => void) => {
    const content = doc.markStructureContent(tag)
    draw()
    doc.endMarkedContent()
    contents.set(part, [...(contents.get(part) ?? []), content])
  }
  pages.forEach((page, index) => {
    doc.addPage()
    drawMarks(doc, index === 0)
    drawPieces(doc, page, mark)
    for (const { part, x, y, side } of page.codes) {
      const block = letter.blocks[Number(part)]
      if (block?.kind !== 'code') continue
      boxes.set(part, [x, y, x + side, y + side])
      mark(part, 'Figure', () => drawCode(doc, block.content, x, y, side))
    }
    if (pages.length > 1) drawFoot(doc, letter.pageWords(index + 1, pages.length), letter.large)
  })
  if (pages.length % 2 === 1) doc.addPage()
  tagLetter(doc, root, letter, contents, boxes)
}

function drawPieces(
  doc: Doc,
  page: LetterPage,
  mark: (part: string, tag: string, draw: () => void) => void,
): void {
  page.pieces.forEach(({ part, x, y, text, size, bold }, at) => {
    mark(part, 'Span', () => {
      // Who reads aloud must not join the last word of a line with the first of the next.
      const goesOn = page.pieces.slice(at + 1).some((piece) => piece.part === part)
      doc
        .font(bold ? 'bold' : 'regular')
        .fontSize(size)
        .fillColor('black')
        .text(goesOn ? `${text} ` : text, x, y, { lineBreak: false })
    })
  })
}

/** Where to fold and to punch; nobody reads them. */
function drawMarks(doc: Doc, isFirst: boolean): void {
  doc.markContent('Artifact', { type: 'Layout' })
  doc.lineWidth(0.5).strokeColor('black')
  for (const y of isFirst ? SHEET.folds : []) doc.moveTo(mm(4), y).lineTo(mm(8), y).stroke()
  doc.moveTo(mm(4), SHEET.hole).lineTo(mm(10), SHEET.hole).stroke()
  doc.endMarkedContent()
}

function drawFoot(doc: Doc, words: string, large: boolean): void {
  doc.markContent('Artifact', { type: 'Pagination' })
  doc
    .font('regular')
    .fontSize(large ? 14 : 9)
    .fillColor('black')
    .text(words, SHEET.left, SHEET.foot, { lineBreak: false })
  doc.endMarkedContent()
}

function drawCode(doc: Doc, content: string, left: number, top: number, side: number): void {
  const modules = qrModules(content)
  const module = side / modules.length
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) doc.rect(left + x * module, top + y * module, module, module)
    })
  })
  doc.fillColor('black').fill()
}

/** The tree by which the letter is read. */
function tagLetter(
  doc: Doc,
  root: Element,
  letter: Letter,
  contents: ReadonlyMap<string, readonly Content[]>,
  boxes: ReadonlyMap<string, readonly [number, number, number, number]>,
): void {
  const part = doc.struct('Part', { lang: letter.language, title: titleOf(letter) })
  root.add(part)
  const leaf = (parent: Element, tag: string, key: string, options = {}) => {
    const element = doc.struct(tag, options)
    for (const content of contents.get(key) ?? []) element.add(content)
    parent.add(element)
    element.end()
  }
  for (const key of ['from', 'returnTo', 'recipient']) leaf(part, 'P', key)
  pairs(doc, part, letter.information.length, (item, at) => {
    leaf(item, 'Lbl', `information.${at}.label`)
    leaf(item, 'LBody', `information.${at}.value`)
  })
  letter.blocks.forEach((block, index) => {
    if (block.kind === 'heading') leaf(part, `H${block.level}`, `${index}`)
    else if (block.kind === 'text') leaf(part, 'P', `${index}`)
    else if (block.kind === 'code')
      leaf(part, 'Figure', `${index}`, { alt: block.alt, placement: 'Block', bbox: boxes.get(`${index}`) })
    else
      pairs(doc, part, (block.kind === 'list' ? block.items : block.facts).length, (item, at) => {
        leaf(item, 'Lbl', `${index}.${at}.label`)
        leaf(item, 'LBody', `${index}.${at}.body`)
      })
  })
  part.end()
}

function titleOf({ blocks: [subject] }: Letter): string {
  return subject?.kind === 'heading' ? subject.text : ''
}

function pairs(doc: Doc, parent: Element, count: number, fill: (item: Element, at: number) => void): void {
  if (count === 0) return
  const list = doc.struct('L')
  parent.add(list)
  for (let at = 0; at < count; at++) {
    const item = doc.struct('LI')
    list.add(item)
    fill(item, at)
    item.end()
  }
  list.end()
}
