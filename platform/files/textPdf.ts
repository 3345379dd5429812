/** A line of a text PDF. */
export type TextLine = { readonly text: string; readonly size?: number; readonly bold?: boolean }

const SHEET = { width: 595, height: 842, margin: 57 }
const SIZE = 11
/** So wide is a letter of Helvetica on average, of its size; a line that is still too wide would only be cut off. */
const LETTER = 0.52

/** The letters of Windows-1252 that stand elsewhere in Unicode (0x80 to 0x9f). */
const MOVED = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ'
/** Letters of other alphabets of Europe that have no mark to leave out. */
const PLAIN: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  ı: 'i',
  Ħ: 'H',
  ħ: 'h',
  Ŋ: 'N',
  ŋ: 'n',
  ĸ: 'k',
  Ŧ: 'T',
  ŧ: 't',
  ẞ: 'SS',
  Ə: 'E',
  ə: 'e',
}

/**
 * The letters of a text as this PDF can show them: those of Western Europe as they are, others of the Latin alphabet
 * without their marks. Undefined where a letter belongs to another alphabet.
 * @example latinLetters('Łukasz Çelik') // 'Lukasz Çelik'
 */
export function latinLetters(text: string): string | undefined {
  let found = ''
  for (const letter of text.normalize('NFC')) {
    if (codeOf(letter) !== undefined) found += letter
    else {
      const plain = PLAIN[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')
      if (plain === '' || Array.from(plain).some((each) => codeOf(each) === undefined)) return undefined
      found += plain
    }
  }
  return found
}

function codeOf(letter: string): number | undefined {
  const code = letter.codePointAt(0) ?? 0
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code
  const moved = letter === '�' ? -1 : MOVED.indexOf(letter)
  return moved < 0 ? undefined : 0x80 + moved
}

/**
 * A PDF of text alone, as many A4 sheets as it needs (PDF 1.4, the reader's own Helvetica): no script, no form, no link.
 * Letters that it does not have stand as question marks; see latinLetters.
 */
export function textPdf(lines: readonly TextLine[]): Buffer {
  const sheets: string[] = []
  let drawing = ''
  let y = SHEET.height - SHEET.margin
  for (const { text, size = SIZE, bold = false } of lines) {
    for (const row of rowsOf(text, Math.floor((SHEET.width - 2 * SHEET.margin) / (size * LETTER)))) {
      if (y < SHEET.margin) {
        sheets.push(drawing)
        drawing = ''
        y = SHEET.height - SHEET.margin
      }
      drawing += `BT /${bold ? 'B' : 'R'} ${size} Tf ${SHEET.margin} ${y} Td (${escaped(row)}) Tj ET\n`
      y -= Math.round(size * 1.5)
    }
  }
  sheets.push(drawing)
  return written(sheets)
}

/** Breaks a text between words; a word that is longer than a line where it must be. */
function rowsOf(text: string, letters: number): string[] {
  const rows = ['']
  for (const word of text.split(/\s+/)) {
    for (let at = 0; at < Math.max(1, word.length); at += letters) {
      const piece = word.slice(at, at + letters)
      const row = rows.at(-1) ?? ''
      if (row !== '' && row.length + 1 + piece.length > letters) rows.push(piece)
      else rows[rows.length - 1] = row === '' ? piece : `${row} ${piece}`
    }
  }
  return rows
}

/** Text as PDF writes it between brackets: nothing in it ends it early. */
function escaped(text: string): string {
  return Array.from(latinLetters(text) ?? Array.from(text, (letter) => latinLetters(letter) ?? '?').join(''))
    .map((letter) => {
      const code = codeOf(letter) ?? 0x3f
      const isPlain = code < 0x7f && letter !== '(' && letter !== ')' && letter !== '\\'
      return isPlain ? letter : `\\${code.toString(8).padStart(3, '0')}`
    })
    .join('')
}

function written(sheets: readonly string[]): Buffer {
  const first = 5
  const kids = sheets.map((_, index) => `${first + 2 * index} 0 R`).join(' ')
  const font = (name: string) => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${sheets.length}/Kids[${kids}]>>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    ...sheets.flatMap((drawing, index) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${SHEET.width} ${SHEET.height}]` +
        `/Contents ${first + 2 * index + 1} 0 R/Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>`,
      `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`,
    ]),
  ]
  let body = '%PDF-1.4\n'
  const starts = objects.map((object, index) => {
    const start = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return start
  })
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}` +
      `trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  )
}
