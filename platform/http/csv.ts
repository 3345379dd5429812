/** What a cell of a CSV file may hold; null is an empty cell. */
export type CsvCell = string | number | boolean | null

/** A program for tables takes a text that begins so for a formula, and runs it; some read full-width signs as narrow ones. */
const FORMULA = /^[=+\-@＝＋－＠\t\r]/
const QUOTED = /[",\r\n]/

/**
 * A table as CSV (RFC 4180): a header line, commas, CRLF, quotes where they are needed. A text that a program for tables
 * would run as a formula gets an apostrophe before it; numbers stay as they are.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [columns.map(written).join(',')]
  for (const row of rows) {
    if (row.length !== columns.length) throw new Error(`${row.length} cells under ${columns.length} columns`)
    lines.push(row.map(written).join(','))
  }
  return `${lines.join('\r\n')}\r\n`
}

function written(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
