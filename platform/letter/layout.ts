// A letter as DIN 5008 form B lays it out on A4. All lengths are points (1/72 inch), from the top left.

/** Millimetres as points. */
export const mm = (length: number): number => (length * 72) / 25.4

/** What a letter says, one piece after the other. */
export type LetterBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly small?: true }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly LetterFact[] }
  /** A QR code; `alt` says what it leads to. */
  | { readonly kind: 'code'; readonly content: string; readonly alt: string }

export type LetterFact = { readonly label: string; readonly value: string }

/** A letter before it is set. */
export type Letter = {
  /** BCP 47. */
  readonly language: string
  /** Large letters and wide lines, as Leichte Sprache has them. */
  readonly large: boolean
  /** Who writes, at the head of the sheet. */
  readonly from: string
  /** The same with the address, in one line of the window: to where it comes back. */
  readonly returnTo: string
  /** Line by line as the post reads it. */
  readonly recipient: readonly string[]
  /** Date, number and telephone, beside the window. */
  readonly information: readonly LetterFact[]
  /** The first is the subject. */
  readonly blocks: readonly LetterBlock[]
  /** The words at the foot of each of several sheets. */
  readonly pageWords: (page: number, pages: number) => string
}

/** How wide a text is, in points. */
export type Measure = (text: string, size: number, bold: boolean) => number

/** A line of text, or a part of one, at its place. */
export type Piece = {
  /** To which part of the letter it belongs: the same for all lines of a paragraph. */
  readonly part: string
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly bold: boolean
}

/** A QR code at its place. */
export type PlacedCode = {
  readonly part: string
  readonly x: number
  readonly y: number
  readonly side: number
}

export type LetterPage = { readonly pieces: readonly Piece[]; readonly codes: readonly PlacedCode[] }

/** The sheet and what stands at a fixed place on it. */
export const SHEET = {
  width: mm(210),
  height: mm(297),
  left: mm(25),
  right: mm(20),
  /** Where the subject begins: 8.46 mm below the window. */
  body: mm(98.46),
  /** Where further sheets begin, and where all end. */
  top: mm(25),
  bottom: mm(272),
  foot: mm(283),
  folds: [mm(105), mm(210)],
  hole: mm(148.5),
} as const

/** The address field of form B, and within it what belongs to the recipient alone. */
export const WINDOW = { x: mm(25), y: mm(62.7), width: mm(75), height: mm(27.3), returnY: mm(58.5) } as const
const INFORMATION = { x: mm(125), y: mm(50), width: mm(65) } as const
const WIDTH = SHEET.width - SHEET.left - SHEET.right
/** How wide the labels of facts are; large ones need more. */
const LABELS = { small: mm(45), large: mm(62) } as const
const CODE = mm(38)

type Look = {
  readonly size: number
  readonly bold: boolean
  readonly leading: number
  readonly before: number
}

/** Leichte Sprache stands in 14 points at least, with one and a half lines. */
function looksOf(large: boolean) {
  const size = large ? 14 : 11
  const leading = large ? 21 : 15
  const bold = (plus: number, before: number): Look => ({
    size: size + plus,
    bold: true,
    leading: leading + plus,
    before,
  })
  return {
    1: bold(3, 0),
    2: bold(1.5, leading),
    3: bold(0, leading / 2),
    text: { size, bold: false, leading, before: leading / 2 },
    small: { size: large ? 14 : 9, bold: false, leading: large ? 21 : 12, before: leading / 2 },
  } as const
}

/**
 * Breaks a text between words into lines no wider than this, a word that is wider where it must be. What a
 * non-breaking space holds together stays together where it can.
 */
export function breakLines(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[ \n]+/).filter((each) => each !== '')) {
    if (line !== '' && widthOf(`${line} ${word}`) <= width) {
      line = `${line} ${word}`
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const letter of word) {
      if (line !== '' && widthOf(line + letter) > width) {
        lines.push(line)
        line = ''
      }
      line += letter
    }
  }
  return line === '' ? lines : [...lines, line]
}

type Row = {
  readonly height: number
  readonly before: number
  /** It stands on the same sheet as the next one. */
  readonly keeps: boolean
  readonly pieces: readonly Omit<Piece, 'y'>[]
  readonly code?: string
}

/** The smallest letters that the post reads with certainty. */
const SMALLEST = 8

/**
 * The lines of an address as large as they fit into the window: six at 10 points, more in smaller letters. What is
 * longer than all that is cut off below, never at its side.
 */
export function addressPieces(recipient: readonly string[], measure: Measure): Piece[] {
  for (let size = 10; ; size--) {
    const leading = size * 1.28
    const lines = recipient.flatMap((line) =>
      breakLines(line, WINDOW.width, (text) => measure(text, size, false)),
    )
    const fits = Math.floor(WINDOW.height / leading)
    if (lines.length > fits && size > SMALLEST) continue
    return lines.slice(0, fits).map((text, at) => ({
      part: 'recipient',
      x: WINDOW.x,
      y: WINDOW.y + at * leading,
      text,
      size,
      bold: false,
    }))
  }
}

/** Sets a letter: which line stands where on which sheet. Pure; `measure` knows the letters' widths. */
export function layoutLetter(letter: Letter, measure: Measure): LetterPage[] {
  const sheets: { pieces: Piece[]; codes: PlacedCode[] }[] = [
    { pieces: headPieces(letter, measure), codes: [] },
  ]
  let y: number = SHEET.body
  for (const rows of chunksOf(rowsOf(letter, measure))) {
    const height = rows.reduce((sum, row) => sum + row.before + row.height, 0)
    const isFresh = y === SHEET.top
    if (y + height > SHEET.bottom && !isFresh) {
      sheets.push({ pieces: [], codes: [] })
      y = SHEET.top
    }
    for (const row of rows) {
      if (y + row.height > SHEET.bottom) {
        sheets.push({ pieces: [], codes: [] })
        y = SHEET.top
      }
      if (y !== SHEET.top) y += row.before
      const sheet = sheets.at(-1)
      const at = y
      sheet?.pieces.push(...row.pieces.map((piece) => ({ ...piece, y: at })))
      if (row.code) sheet?.codes.push({ part: row.code, x: SHEET.left, y, side: CODE })
      y += row.height
    }
  }
  return sheets
}

function headPieces(letter: Letter, measure: Measure): Piece[] {
  const size = letter.large ? 12 : 9
  const leading = size + 4
  const information: Piece[] = []
  let y: number = INFORMATION.y
  letter.information.forEach(({ label, value }, index) => {
    const lines = breakLines(value, INFORMATION.width, (text) => measure(text, size, false))
    const look = { x: INFORMATION.x, size }
    information.push({ ...look, part: `information.${index}.label`, y, text: label, bold: true })
    lines.forEach((text, line) => {
      information.push({
        ...look,
        part: `information.${index}.value`,
        y: y + (line + 1) * leading,
        text,
        bold: false,
      })
    })
    y += (lines.length + 1) * leading + 3
  })
  // In one line, however small it must be.
  const small = Math.min(7, (7 * WINDOW.width) / Math.max(1, measure(letter.returnTo, 7, false)))
  return [
    { part: 'from', x: SHEET.left, y: mm(20), text: letter.from, size: 15, bold: true },
    { part: 'returnTo', x: WINDOW.x, y: WINDOW.returnY, text: letter.returnTo, size: small, bold: false },
    ...addressPieces(letter.recipient, measure),
    ...information,
  ]
}

function chunksOf(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = []
  let open: Row[] = []
  for (const row of rows) {
    open.push(row)
    if (row.keeps) continue
    chunks.push(open)
    open = []
  }
  return open.length > 0 ? [...chunks, open] : chunks
}

/** Paragraphs up to so many lines stay on one sheet. */
const SHORT = 4

function rowsOf({ blocks, large }: Letter, measure: Measure): Row[] {
  const looks = looksOf(large)
  const labelWidth = large ? LABELS.large : LABELS.small
  const lines = (text: string, look: Look, width: number) =>
    breakLines(text, width, (each) => measure(each, look.size, look.bold))
  const rows = (part: string, text: string, look: Look, x: number = 0): Row[] => {
    const broken = lines(text, look, WIDTH - x)
    return broken.map((line, at) => ({
      height: look.leading,
      before: at === 0 ? look.before : 0,
      keeps: at + 1 < broken.length && broken.length <= SHORT,
      pieces: [{ part, x: SHEET.left + x, text: line, size: look.size, bold: look.bold }],
    }))
  }
  return blocks.flatMap((block, index): Row[] => {
    switch (block.kind) {
      case 'heading':
        return rows(`${index}`, block.text, looks[block.level]).map((row) => ({ ...row, keeps: true }))
      case 'text':
        return rows(`${index}`, block.text, block.small ? looks.small : looks.text).map((row) =>
          leadsToCode(blocks, index) ? { ...row, keeps: true } : row,
        )
      case 'list':
        return block.items.flatMap((item, at) => {
          const [first, ...more] = rows(`${index}.${at}.body`, item, looks.text, mm(6))
          if (!first) return []
          const { size } = looks.text
          const bullet = { part: `${index}.${at}.label`, x: SHEET.left, text: '•', size, bold: false }
          return [{ ...first, pieces: [bullet, ...first.pieces] }, ...more]
        })
      case 'facts':
        return block.facts.flatMap(({ label, value }, at) => {
          const look = looks.text
          const labels = lines(label, { ...look, bold: true }, labelWidth - mm(3))
          const values = lines(value, look, WIDTH - labelWidth)
          return Array.from({ length: Math.max(labels.length, values.length) }, (_, line): Row => {
            const piece = (name: string, text: string | undefined, x: number, bold: boolean) =>
              text === undefined
                ? []
                : [{ part: `${index}.${at}.${name}`, x: SHEET.left + x, text, size: look.size, bold }]
            return {
              height: look.leading,
              before: line === 0 ? look.before / 2 : 0,
              keeps: line + 1 < Math.max(labels.length, values.length),
              pieces: [
                ...piece('label', labels[line], 0, true),
                ...piece('body', values[line], labelWidth, false),
              ],
            }
          })
        })
      default:
        return [{ height: CODE, before: mm(3), keeps: false, pieces: [], code: `${index}` }]
    }
  })
}

/** Is a text explained by a code that follows it, perhaps after other texts? Then they stay on one sheet. */
function leadsToCode(blocks: readonly LetterBlock[], index: number): boolean {
  const next = blocks.slice(index + 1).find(({ kind }) => kind !== 'text')
  return next?.kind === 'code'
}
