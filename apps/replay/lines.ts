import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

/** A row of a file: the number of its line, and its cells; or why it is none. */
export type Row =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string }

/** A longer line is none of a table. Characters. */
const LONGEST_LINE = 20_000
/** A quoted text may go on for so many lines; beyond, its quote was never closed. */
const MOST_LINES = 10
const LOOKED_AT = 65_536

/**
 * The rows of a CSV file, one after the other, so that a long file needs no more memory than a short one: UTF-8 with or
 * without byte order mark, UTF-16 or Windows-1252; lines end with LF or CRLF; cells are parted by what the header line
 * has most of: semicolons, commas or tabs. Empty lines are passed over.
 */
export async function* rowsOf(path: string): AsyncGenerator<Row> {
  let separator: string | undefined
  let begun = { line: 0, text: '', lines: 0 }
  let held: string[] = []
  for await (const { line, text } of linesOf(path)) {
    if (text.length > LONGEST_LINE) {
      yield { line, fault: `longer than ${LONGEST_LINE} characters` }
      continue
    }
    if (separator === undefined) {
      if (text.trim() === '') continue
      separator = separatorOf(text)
    }
    const whole = begun.lines > 0 ? `${begun.text}\n${text}` : text
    const first = begun.lines > 0 ? begun.line : line
    if (hasOpenQuote(whole)) {
      begun = { line: first, text: whole, lines: begun.lines + 1 }
      held.push(text)
      if (begun.lines <= MOST_LINES) continue
      yield* withoutQuote(begun.line, held, separator)
    } else if (whole.trim() !== '') yield { line: first, cells: cellsOf(whole, separator) }
    begun = { line: 0, text: '', lines: 0 }
    held = []
  }
  yield* withoutQuote(begun.line, held, separator ?? ',')
}

/** A quote was never closed: its line is none, those after it may be. */
function* withoutQuote(line: number, held: readonly string[], separator: string): Generator<Row> {
  for (const [nth, text] of held.entries()) {
    if (hasOpenQuote(text)) yield { line: line + nth, fault: 'a quote is never closed' }
    else if (text.trim() !== '') yield { line: line + nth, cells: cellsOf(text, separator) }
  }
}

const hasOpenQuote = (text: string) => (text.split('"').length - 1) % 2 === 1

function separatorOf(header: string): string {
  const count = (mark: string) => header.split(mark).length
  return [';', ',', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

function cellsOf(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator).map((cell) => cell.trim())
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const mark = text[index]
    if (mark === '"' && quoted && text[index + 1] === '"') {
      cell += '"'
      index++
    } else if (mark === '"') quoted = !quoted
    else if (mark === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += mark
  }
  return [...cells, cell.trim()]
}

async function* linesOf(path: string): AsyncGenerator<{ line: number; text: string }> {
  const decoder = new TextDecoder(await encodingOf(path))
  let rest = ''
  let line = 0
  for await (const bytes of createReadStream(path)) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    // Of a line that never ends no more is kept than shows that it is too long.
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE + 1)
    for (const part of parts) yield { line: ++line, text: part.replace(/\r$/, '') }
  }
  rest += decoder.decode()
  if (rest !== '') yield { line: ++line, text: rest.replace(/\r$/, '') }
}

/** How a file is written, by its beginning. */
async function encodingOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0)
    if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le'
    if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be'
    const lastLine = buffer.subarray(0, bytesRead).lastIndexOf(0x0a)
    new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, lastLine < 0 ? bytesRead : lastLine))
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'
    throw error
  } finally {
    await file.close()
  }
}
