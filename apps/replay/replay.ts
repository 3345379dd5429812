import {
  figuresOf,
  type MarginFigures,
  marginsOf,
  newTally,
  type Tally,
  type WayFigures,
} from '#features/promise/model/replay/tally.ts'
import type { PastVisit } from '#features/promise/model/replay/visit.ts'
import { nothingUncounted, type Uncounted, walkSite } from '#features/promise/model/replay/walk.ts'
import { placesOf, SNAPSHOT_COLUMNS, VISIT_COLUMNS } from './columns.ts'
import { daysOf } from './days.ts'
import { type Row, rowsOf } from './lines.ts'
import { countRefused, type Refused } from './refused.ts'
import { openVisitReader } from './visits.ts'

export type ReplayOptions = {
  readonly path: string
  /** The IANA zone of wall times. */
  readonly zone: string
  /** Days of each site that are only learned from; by itself half of them, at most thirty. */
  readonly learn?: number
  /** Gets a line for each line of the file that is not used. */
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
    const visits = await readVisits(rows, visit.places, options, reading)
    return visits === 'too_many' ? tooMany() : replayVisits(visits, visit.unknown, options, reading)
  }
  const snapshot = placesOf(SNAPSHOT_COLUMNS, first.value.cells)
  return failed(
    'no_columns',
    snapshot.places.has('waiting')
      ? 'Snapshots are not read yet.'
      : 'The header line has neither a column "arrival" (visits) nor one "waiting" (snapshots).',
  )
}

const failed = (fault: ReplayFault, said: string): ReplayResult => ({ ok: false, fault, said })
const tooMany = () =>
  failed('too_many_lines', `The file has more than ${MOST_LINES} lines; split it by site.`)

async function readVisits(
  rows: AsyncIterable<Row>,
  places: ReturnType<typeof placesOf<(typeof VISIT_COLUMNS)[number][0]>>['places'],
  { zone, progress }: ReplayOptions,
  reading: Reading,
): Promise<PastVisit[] | 'too_many'> {
  const { refuse } = reading.refused
  const note = (what: string) => void reading.notes.set(what, (reading.notes.get(what) ?? 0) + 1)
  const reader = openVisitReader({ places, zone, refuse, note })
  const visits: PastVisit[] = []
  for await (const row of rows) {
    if (++reading.lines > MOST_LINES) return 'too_many'
    if (reading.lines % SAID_EVERY === 0) progress(`${reading.lines} lines read`)
    if ('fault' in row) {
      refuse(row.line, row.fault)
      continue
    }
    const visit = reader.read(row.line, row.cells)
    if (visit) visits.push(visit)
  }
  return visits
}

async function replayVisits(
  visits: readonly PastVisit[],
  unknownColumns: readonly string[],
  { learn, progress }: ReplayOptions,
  reading: Reading,
): Promise<ReplayResult> {
  const sites = daysOf(visits, reading.refused.refuse)
  const used = [...sites.values()].flat().reduce((sum, day) => sum + day.length, 0)
  if (used === 0) return failed('nothing_used', 'Not one line of the file can be used.')
  const tally = newTally()
  const uncounted = nothingUncounted()
  let walked = 0
  let said = 0
  for (const days of sites.values()) {
    const learned = learn ?? Math.min(LEARNED_DAYS, Math.floor(days.length / 2))
    for (const count of walkSite(days, { learned, silent: Math.floor(learned / 3) }, tally, uncounted)) {
      walked += count
      const tenth = Math.floor((10 * walked) / used)
      if (tenth > said) progress(`${tenth * 10} % walked through`)
      said = tenth
      await new Promise(setImmediate)
    }
  }
  const lists = [...sites.values()]
  const learnedOf = (days: number) => learn ?? Math.min(LEARNED_DAYS, Math.floor(days / 2))
  return {
    ok: true,
    replay: {
      form: 'visits',
      lines: reading.lines,
      used,
      unknownColumns,
      sites: sites.size,
      days: lists.reduce((sum, days) => sum + days.length, 0),
      learnedDays: lists.reduce((sum, { length }) => sum + Math.min(length, learnedOf(length)), 0),
      uncounted: inWords(uncounted),
      ...countedOf(tally, reading),
    },
  }
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

function inWords({ learnedFrom, notServed, nothingToSay }: Uncounted): Counted[] {
  return [
    { what: 'came on days that were only learned from', count: learnedFrom },
    { what: 'left, missed their call or were never called: nobody knows their wait', count: notServed },
    { what: 'came when no counter was known that could serve them', count: nothingToSay },
  ].filter(({ count }) => count > 0)
}
