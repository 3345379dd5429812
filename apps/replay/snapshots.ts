import type { Snapshot } from '#features/promise/model/replay/queue.ts'
import type { Places, SnapshotColumn } from './columns.ts'
import type { Refuse } from './refused.ts'
import { isEmpty, readDay, readMoment } from './times.ts'

/** More people wait nowhere, and more counters has no line. */
const MOST = 5_000

export type SnapshotReader = {
  read(line: number, cells: readonly string[]): Snapshot | undefined
}

/** Reads snapshots out of the lines of a file. */
export function openSnapshotReader(
  places: Places<SnapshotColumn>,
  zone: string,
  refuse: Refuse,
): SnapshotReader {
  return {
    read(line, cells) {
      const cell = (name: SnapshotColumn) => {
        const place = places.get(name)
        return place === undefined ? '' : (cells[place] ?? '')
      }
      const time = readMoment(cell('time'), zone, readDay(cell('day'), zone))
      if (time.kind === 'fault') return refuse(line, 'time cannot be read', `time ${time.fault}`)
      if (time.kind === 'empty') return refuse(line, 'no time')
      const [called, waiting, open] = [
        numberOf(cell('called')),
        countOf(cell('waiting')),
        countOf(cell('open')),
      ]
      if (waiting === null) return refuse(line, 'nobody knows how many wait')
      for (const [name, value] of Object.entries({ called, waiting, open }))
        if (Number.isNaN(value)) return refuse(line, `${name} cannot be read`, `${name} is no number`)
      const { at, day } = time.moment
      const label = (text: string, otherwise: string) => (isEmpty(text) ? otherwise : text.slice(0, 80))
      const name = { site: label(cell('site'), 'the site'), queue: label(cell('queue'), 'all') }
      return { line, ...name, day, at, called, waiting, open }
    },
  }
}

/** A number as a display shows it, e.g. A 012: its digits at the end; null: none; NaN: something else. */
function numberOf(text: string): number | null {
  if (isEmpty(text) || /^-+$/.test(text)) return null
  const digits = /^[\p{L}\s.-]*(\d{1,6})$/u.exec(text)?.[1]
  return digits === undefined ? Number.NaN : Number(digits)
}

function countOf(text: string): number | null {
  if (isEmpty(text)) return null
  return /^\d{1,4}$/.test(text) && Number(text) <= MOST ? Number(text) : Number.NaN
}

/** The days of each line in their order; of two snapshots of one moment the first is taken. */
export function queuesOf(snapshots: readonly Snapshot[], refuse: Refuse): Map<string, Snapshot[][]> {
  const queues = Map.groupBy(snapshots, ({ site, queue }) => `${site}\n${queue}`)
  return new Map(
    [...queues].map(([name, own]) => {
      const sorted = own.toSorted((a, b) => a.at - b.at || a.line - b.line)
      const once = sorted.filter(({ at, line }, index) => {
        const before = sorted[index - 1]
        if (before?.at !== at) return true
        refuse(line, 'stands twice', `this moment stands in line ${before.line}, too`)
        return false
      })
      return [name, [...Map.groupBy(once, ({ day }) => day).values()]]
    }),
  )
}
