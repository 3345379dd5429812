import type { PastOutcome, PastVisit } from '#features/promise/model/replay/visit.ts'
import type { Places, VisitColumn } from './columns.ts'
import type { Refuse } from './refused.ts'
import { isEmpty, type ReadMoment, readDay, readMoment } from './times.ts'

/** Clocks of two machines differ by so much without anybody's fault. Minutes. */
const CLOCKS_DIFFER = 1
/** Nobody waits longer on one day. Minutes. */
const LONGEST_WAIT = 720
/** A service that seems to take less or more has no end that anybody recorded at its moment. Minutes. */
const NO_END = { least: 0.17, most: 240 } as const

/** So many outcomes that are not known are said as they stand: enough to see what the city calls them. */
const SAID_OUTCOMES = 10

const OUTCOMES: ReadonlyMap<string, PastOutcome> = new Map(
  (
    [
      ['served', 'served done finished completed ok erledigt bedient fertig abgeschlossen beendet'],
      [
        'gone',
        'left missed noshow abandoned gone nichterschienen gegangen verpasst abgebrochen nichterscheinen',
      ],
      ['cancelled', 'cancelled canceled storniert abgesagt'],
    ] as const
  ).flatMap(([outcome, words]) => words.split(' ').map((word) => [word, outcome] as const)),
)

/** What was read out of a line: a visit, or why not. What was taken differently than it stands is noted. */
export type VisitReader = {
  read(line: number, cells: readonly string[]): PastVisit | undefined
}

export type VisitReaderOptions = {
  readonly places: Places<VisitColumn>
  readonly zone: string
  readonly refuse: Refuse
  /** Counts something that was read differently than it stands. */
  readonly note: (what: string) => void
  /** Gets a line of text for whoever reads the file; it stands in no report. */
  readonly say: (text: string) => void
}

/** Reads visits out of the lines of a file. */
export function openVisitReader({ places, zone, refuse, note, say }: VisitReaderOptions): VisitReader {
  const texts = new Map<string, string>()
  const unknownOutcomes = new Set<string>()
  /** The same text is kept once, however many lines have it. */
  const kept = (text: string) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    if (texts.size < 100_000) texts.set(text, text)
    return text
  }

  function read(line: number, cells: readonly string[]): PastVisit | undefined {
    const cell = (name: VisitColumn) => {
      const place = places.get(name)
      return place === undefined ? '' : (cells[place] ?? '')
    }
    const times = timesOf(line, cell)
    if (!times) return undefined
    const outcome = outcomeOf(line, cell('outcome'))
    if (outcome === 'cancelled') return refuse(line, 'cancelled')
    const { arrival, appointment } = times
    const order = orderOf(line, times)
    if (!order) return undefined
    const came = arrival ?? appointment
    if (!came) return refuse(line, 'neither arrival nor appointment')
    const label = (name: VisitColumn, otherwise: string) =>
      isEmpty(cell(name)) ? otherwise : kept(cell(name).slice(0, 80))
    const optional = (name: VisitColumn) => (isEmpty(cell(name)) ? null : kept(cell(name).slice(0, 80)))
    const service = label('service', 'all')
    return {
      line,
      site: label('site', 'the site'),
      service,
      group: label('class', appointment ? 'booked' : 'walk-in'),
      pool: label('group', 'all'),
      counter: optional('counter'),
      number: optional('number'),
      day: came.day,
      arrival: arrival?.at ?? null,
      appointment: appointment?.at ?? null,
      ...order,
      gone: outcome === 'gone',
    }
  }

  type Times = Record<'arrival' | 'appointment' | 'called' | 'ended', ReadMoment | null>

  function timesOf(line: number, cell: (name: VisitColumn) => string): Times | undefined {
    const times: Times = { arrival: null, appointment: null, called: null, ended: null }
    let day = readDay(cell('day'), zone)
    if (day === undefined && !isEmpty(cell('day')))
      return refuse(line, 'no day', `day "${cell('day').slice(0, 40)}" is none that is read here`)
    for (const name of ['arrival', 'appointment', 'called', 'ended'] as const) {
      const reading = readMoment(cell(name), zone, day)
      if (reading.kind === 'fault') return refuse(line, `${name} cannot be read`, `${name} ${reading.fault}`)
      if (reading.kind === 'empty') continue
      times[name] = reading.moment
      day ??= reading.moment.day
    }
    return times
  }

  function orderOf(line: number, { arrival, called, ended }: Times) {
    if (called && !arrival) return refuse(line, 'called, but no arrival')
    if (!arrival) return { called: null, ended: null }
    if (!called) return { called: null, ended: ended && ended.at >= arrival.at ? ended.at : null }
    const waited = called.at - arrival.at
    if (waited < -CLOCKS_DIFFER) return refuse(line, 'called before the arrival')
    if (waited < 0) note('called up to a minute before the arrival: taken as no wait')
    if (waited > LONGEST_WAIT) return refuse(line, 'called more than twelve hours after the arrival')
    const at = Math.max(called.at, arrival.at)
    return { called: at, ended: endOf(at, ended?.at ?? null) }
  }

  function endOf(called: number, ended: number | null): number | null {
    if (ended === null) {
      note('called, without an end: counted, but nothing is learned of the duration')
      return null
    }
    const minutes = ended - called
    if (minutes >= NO_END.least && minutes <= NO_END.most) return ended
    note(
      minutes < 0
        ? 'ended before the call: taken as without an end'
        : minutes < NO_END.least
          ? 'ended within ten seconds of the call: taken as without an end'
          : 'ended more than four hours after the call: taken as without an end',
    )
    return null
  }

  function outcomeOf(line: number, text: string): PastOutcome | undefined {
    if (isEmpty(text)) return undefined
    const known = OUTCOMES.get(text.toLowerCase().replace(/[^\p{L}]/gu, ''))
    if (known) return known
    // The report is passed on; what somebody typed there may be about a person.
    note('an outcome that is not known: judged by its times')
    const shown = text.slice(0, 40)
    if (unknownOutcomes.size < SAID_OUTCOMES && !unknownOutcomes.has(shown)) {
      unknownOutcomes.add(shown)
      say(`line ${line}: outcome "${shown}" is not known: judged by its times`)
    }
    return undefined
  }

  return { read }
}
