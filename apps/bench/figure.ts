import { cpus, totalmem } from 'node:os'

/** One measured figure beside its baseline from the same run. */
export type Figure = {
  readonly id: string
  readonly value: number
  readonly unit: string
  /** The same work done barely, in the same run; null where only an absolute limit makes sense. */
  readonly baseline: number | null
  /** value ÷ baseline. */
  readonly ratio: number | null
  /** What must hold, in words and as a test of the figure. */
  readonly target: string
  readonly holds: boolean
  readonly long?: true
}

/** What a group of figures answers with --json. */
export type GroupResult = {
  readonly group: string
  readonly machine: {
    readonly cores: number
    readonly memoryGiB: number
    readonly node: string
    readonly cpu: string
  }
  readonly figures: readonly Figure[]
}

/** A group of figures; `long` asks for the heavier ones, too. */
export type Group = {
  readonly name: string
  readonly summary: string
  run(options: { readonly long: boolean; readonly say: (line: string) => void }): Promise<Figure[]>
}

/** The machine that measured, without its name. */
export function machine(): GroupResult['machine'] {
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
  }
}

/** The middle of several runs (the lower middle of an even number). Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new RangeError('no values')
  return middle
}

/** The value below which a share of all values lies (nearest rank). Throws on an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('no values')
  return value
}

/** Rounds to three significant digits, so that no figure looks more exact than it is. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** A readable table of figures. */
export function figureTable({ group, machine: where, figures }: GroupResult): string {
  const lines = [
    `${group}, ${where.cores} cores, ${where.memoryGiB} GiB, ${where.cpu}, Node ${where.node}`,
    '',
  ]
  const rows = [
    ['figure', 'value', 'baseline', 'ratio', 'target', 'holds'],
    ...figures.map((figure) => [
      figure.id,
      `${figure.value} ${figure.unit}`,
      figure.baseline === null ? '–' : `${figure.baseline} ${figure.unit}`,
      figure.ratio === null ? '–' : String(figure.ratio),
      figure.target,
      figure.holds ? 'yes' : 'NO',
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows)
    lines.push(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  return lines.join('\n')
}
