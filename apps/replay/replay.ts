import type { Snapshot } from '#features/promise/model/replay/queue.ts'
import {
  figuresOf,
  type MarginFigures,
  marginsOf,
  newTally,
  type Tally,
  type WayFigures,
} from '#features/promise/model/replay/tally.ts'
import type { PastVisit } from '#features/promise/model/replay/visit.ts'
import {
  type Learning,
  nothingUncounted,
  type Uncounted,
  walkSite,
} from '#features/promise/model/replay/walk.ts'
import {
  nothingUncountedWaits,
  type UncountedWaits,
  walkQueue,
} from '#features/promise/model/replay/walkQueue.ts'
import { placesOf, SNAPSHOT_COLUMNS, VISIT_COLUMNS } from './columns.ts'
import { daysOf } from './days.ts'
import { type Row, rowsOf } from './lines.ts'
import { countRefused, type Refused } from './refused.ts'
import { openSnapshotReader, queuesOf } from './snapshots.ts'
import { openVisitReader } from './visits.ts'

export type ReplayOptions = {
  readonly path: string
  /** The IANA zone of wall times. */
  readonly zone: string
  /** Days of each site that are only learned from; by itself half of them, at most thirty. */
  readonly learn?: number
  /** Gets a line for each line of the file that is not used, and for the first outcomes that are not known. */
  readonly refused: (text: string) => void
  /** Gets a line now and then of how far it is. */
  readonly progress: (text: string) => void
}

/** Something counted, with its words. */
export type Counted = { readonly what: string; readonly count: number }

/** What a replay found. Minutes and shares from 0 to 1. */
export type Replay = {
  readonly form: 'visits' | 'snapshots'
  readonly lines: number
  readonly used: number
  readonly refused: readonly Counted[]
  /** Read otherwise than it stands. */
  readonly notes: readonly Counted[]
  readonly unknownColumns: readonly string[]
  readonly sites: number
  readonly days: number
  readonly learnedDays: number
  readonly uncounted: readonly Counted[]
  readonly calls: number
  readonly meanWait: number | null
  readonly ways: readonly WayFigures[]
  readonly margins: readonly MarginFigures[]
}

/** Why a file as a whole cannot be walked through. */
export type ReplayFault = 'empty' | 'no_columns' | 'too_many_lines' | 'nothing_used'

export type ReplayResult =
  | { readonly ok: true; readonly replay: Replay }
  | { readonly ok: false; readonly fault: ReplayFault; readonly said: string }

/** More lines are not read: a million visits are ten years of a large house, and fit into memory. */
export const MOST_LINES = 1_000_000
const SAID_EVERY = 100_000
const LEARNED_DAYS = 30

type Reading = {
  readonly refused: Refused
  readonly notes: Map<string, number>
  lines: number
}

/** Reads a file, walks through it with only the past known, and counts. */
export async function replayFile(options: ReplayOptions): Promise<ReplayResult> {
  const reading: Reading = { refused: countRefused(options.refused), notes: new Map(), lines: 0 }
  const rows = rowsOf(options.path)
  const first = await rows.next()
  if (first.done === true) return failed('empty', 'The file is empty.')
  if ('fault' in first.value) return failed('no_columns', `The header line is ${first.value.fault}.`)
  const visit = placesOf(VISIT_COLUMNS, first.value.cells)
  if (visit.places.has('arrival')) {
    const note = (what: string) => void reading.notes.set(what, (reading.notes.get(what) ?? 0) + 1)
    const { refuse } = reading.refused
    const reader = openVisitReader({
      places: visit.places,
      zone: options.zone,
      refuse,
      note,
      say: options.refused,
    })
    const visits = await readAll(rows, reader, options, reading)
    return visits === 'too_many' ? tooMany() : replayVisits(visits, visit.unknown, options, reading)
  }
  const snapshot = placesOf(SNAPSHOT_COLUMNS, first.value.cells)
  if (snapshot.places.has('waiting') && snapshot.places.has('time')) {
    const reader = openSnapshotReader(snapshot.places, options.zone, reading.refused.refuse)
    const snapshots = await readAll(rows, reader, options, reading)
    return snapshots === 'too_many'
      ? tooMany()
      : replaySnapshots(snapshots, snapshot.unknown, options, reading)
  }
  return failed(
    'no_columns',
    'The header line has neither a column "arrival" (visits) nor "time" and "waiting" (snapshots).',
  )
}

const failed = (fault: ReplayFault, said: string): ReplayResult => ({ ok: false, fault, said })
const tooMany = () =>
  failed('too_many_lines', `The file has more than ${MOST_LINES} lines; split it by site.`)

type Reader<Line> = { read(line: number, cells: readonly string[]): Line | undefined }

async function readAll<Line>(
  rows: AsyncIterable<Row>,
  reader: Reader<Line>,
  { progress }: ReplayOptions,
  reading: Reading,
): Promise<Line[] | 'too_many'> {
  const read: Line[] = []
  for await (const row of rows) {
    if (++reading.lines > MOST_LINES) return 'too_many'
    if (reading.lines % SAID_EVERY === 0) progress(`${reading.lines} lines read`)
    const one =
      'fault' in row ? reading.refused.refuse(row.line, row.fault) : reader.read(row.line, row.cells)
    if (one !== undefined) read.push(one)
  }
  return read
}

async function replayVisits(
  visits: readonly PastVisit[],
  unknownColumns: readonly string[],
  { learn, progress }: ReplayOptions,
  reading: Reading,
): Promise<ReplayResult> {
  const sites = daysOf(visits, reading.refused.refuse)
  const tally = newTally()
  const uncounted = nothingUncounted()
  const walk = (days: PastVisit[][], learning: Learning) => walkSite(days, learning, tally, uncounted)
  const used = await walkAll([...sites.values()], walk, { learn, progress })
  if (used.lines === 0) return nothingUsed()
  return {
    ok: true,
    replay: {
      ...{ form: 'visits', lines: reading.lines, used: used.lines, unknownColumns },
      ...{ sites: sites.size, days: used.days, learnedDays: used.learnedDays },
      uncounted: visitsInWords(uncounted),
      ...countedOf(tally, reading),
    },
  }
}

async function replaySnapshots(
  snapshots: readonly Snapshot[],
  unknownColumns: readonly string[],
  { learn, progress }: ReplayOptions,
  reading: Reading,
): Promise<ReplayResult> {
  const queues = queuesOf(snapshots, reading.refused.refuse)
  const tally = newTally()
  const uncounted = nothingUncountedWaits()
  const walk = (days: Snapshot[][], learning: Learning) => walkQueue(days, learning, tally, uncounted)
  const used = await walkAll([...queues.values()], walk, { learn, progress })
  if (used.lines === 0) return nothingUsed()
  return {
    ok: true,
    replay: {
      ...{ form: 'snapshots', lines: reading.lines, used: used.lines, unknownColumns },
      ...{ sites: queues.size, days: used.days, learnedDays: used.learnedDays },
      uncounted: waitsInWords(uncounted),
      ...countedOf(tally, reading),
    },
  }
}

const nothingUsed = () => failed('nothing_used', 'Not one line of the file can be used.')

/** Walks through all sites or lines, one after the other, and says how far it is. */
async function walkAll<Line>(
  lists: readonly Line[][][],
  walk: (days: Line[][], learning: Learning) => Iterable<number>,
  { learn, progress }: { readonly learn: number | undefined; readonly progress: ReplayOptions['progress'] },
): Promise<{ readonly lines: number; readonly days: number; readonly learnedDays: number }> {
  const lines = lists.flat().reduce((sum, day) => sum + day.length, 0)
  let [walked, said, learnedDays] = [0, 0, 0]
  for (const days of lists) {
    const learned = Math.min(days.length, learn ?? Math.min(LEARNED_DAYS, Math.floor(days.length / 2)))
    learnedDays += learned
    for (const count of walk(days, { learned, silent: Math.floor(learned / 3) })) {
      walked += count
      const tenth = Math.floor((10 * walked) / lines)
      if (tenth > said) progress(`${tenth * 10} % walked through`)
      said = tenth
      await new Promise(setImmediate)
    }
  }
  return { lines, days: lists.reduce((sum, { length }) => sum + length, 0), learnedDays }
}

function countedOf(tally: Tally, { refused, notes }: Reading) {
  const list = (counts: ReadonlyMap<string, number>): Counted[] =>
    [...counts].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count)
  return {
    refused: list(refused.reasons),
    notes: list(notes),
    calls: tally.calls,
    meanWait: tally.calls > 0 ? tally.waited / tally.calls : null,
    ways: figuresOf(tally),
    margins: marginsOf(tally),
  }
}

const some = (counted: readonly Counted[]) => counted.filter(({ count }) => count > 0)

function visitsInWords({ learnedFrom, notServed, nothingToSay }: Uncounted): Counted[] {
  return some([
    { what: 'came on days that were only learned from', count: learnedFrom },
    { what: 'left, missed their call or were never called: nobody knows their wait', count: notServed },
    { what: 'came when no counter was known that could serve them', count: nothingToSay },
  ])
}

function waitsInWords(uncounted: UncountedWaits): Counted[] {
  return some([
    { what: 'on days that were only learned from', count: uncounted.learnedFrom },
    { what: 'nobody waited: the wait of a newcomer is not shown', count: uncounted.nobodyWaited },
    { what: 'no counter was open', count: uncounted.closed },
    { what: 'the feed stood still for half an hour or more', count: uncounted.stuck },
    { what: 'the feed was silent for more than a quarter of an hour', count: uncounted.silent },
    { what: 'the line ran empty before that number was drawn', count: uncounted.ranEmpty },
    { what: 'the day ended before that number was called', count: uncounted.dayEnded },
  ])
}
