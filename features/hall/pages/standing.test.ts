import { describe, expect, it } from 'vitest'
import type { Counter } from '#features/capacity/model.ts'
import type { Visit, VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, parseInstant } from '#kernel/instant.ts'
import type { StreamEvent } from '#platform/http/sse.ts'
import type { HallView } from '../actions.ts'
import type { WaitingNews } from '../contract.ts'
import { changedParts, standingIn, waitingParts } from './standing.ts'
import { NOTHING_TOLD, type ToldParts } from './toldWords.ts'
import { watchOne } from './waitingEvents.ts'

const AT = parseInstant('2027-03-01T09:00:00Z')

function visit(id: string, state: VisitState, version = 1): Visit {
  return {
    id: id as Id<'visit'>,
    siteId: 'site' as Id<'site'>,
    origin: 'ticket',
    channel: 'kiosk',
    kind: 'on_site',
    state,
    version,
    day: '2027-03-01' as Visit['day'],
    people: 1,
    minutes: 15,
    language: 'de',
    appointmentAt: null,
    bookingNumber: null,
    ticketPrefix: 'A',
    ticketNumber: id,
    arrivedAt: AT,
    referenceAt: AT,
    dueAt: AT,
    callableFrom: AT,
    missedCount: 0,
    counterId: null,
    calledAt: null,
    callCount: 0,
    holdBrowser: null,
    holdStartedAt: null,
    linkGeneration: 1,
    movedCount: 0,
    createdAt: AT,
    credits: [],
    needs: [],
    awayUntil: null,
    parkedFor: null,
    forCounterId: null,
    forServices: null,
  }
}

const counter: Counter = {
  id: 'counter' as Id<'counter'>,
  siteId: 'site' as Id<'site'>,
  key: '4',
  texts: { label: { de: 'Schalter 4', 'de-simple': 'Schalter 4', en: 'Counter 4' }, level: null },
  skills: new Set(),
}

function view(
  number: number,
  waiting: readonly Visit[],
  called: Visit | null = null,
  calls: string[] = [],
): HallView {
  return {
    number,
    day: '2027-03-02' as LocalDate,
    at: AT,
    waiting: waiting.map((one, ahead) => ({ visit: one, services: [], ahead })),
    missed: [],
    parked: [],
    counters: [{ counter, open: true, openedAt: null, pausedAt: null, visit: called, services: [] }],
    closed: null,
    house: { notices: [], stop: null },
    calls: calls.map((ticketNumber, index) => ({
      number: index,
      visitId: ticketNumber as Id<'visit'>,
      ticketNumber,
      counterId: counter.id,
      calledAt: AT as Instant,
      current: false,
    })),
  }
}

/** Watches A003 as the page with this version and number does. */
function watching(
  shown: { version: number; number: number },
  isGone = async () => false,
  toldNow?: () => ToldParts,
) {
  const sent: StreamEvent<WaitingNews>[] = []
  const stream = { send: (event: StreamEvent<WaitingNews>) => void sent.push(event), end: () => undefined }
  const hear = watchOne('A003' as Id<'visit'>, 'de', shown, stream, isGone, toldNow)
  return { sent, hear }
}

const [first, second, third] = ['A001', 'A002', 'A003'].map((id) => visit(id, 'waiting')) as [
  Visit,
  Visit,
  Visit,
]

describe('where a visit stands', () => {
  it('is its place in the order while it waits, and its counter when it is called', () => {
    const hall = view(1, [first, third], visit('A002', 'called'))
    expect(standingIn(hall, third.id)).toMatchObject({ ahead: 1, counter: null })
    expect(standingIn(hall, second.id)).toMatchObject({ ahead: null, counter: { key: '4' } })
    expect(standingIn(hall, 'A009' as Id<'visit'>)).toBeUndefined()
  })

  it('is said in words, worked out once for each view', () => {
    const hall = view(1, [first, second, third], null, ['A000', 'B001', 'C001', 'D001'])
    const parts = waitingParts(hall, 2, 'de')
    expect(parts).toEqual({
      ahead: 'Vor Ihnen warten noch 2 Nummern.',
      last: 'Zuletzt aufgerufen: A000, B001, C001',
      serving: 'Gerade wird niemand bedient.',
    })
    expect(waitingParts(hall, 2, 'de')).toBe(parts)
  })

  it('names who is being served, not who was only called, and says how many more there are', () => {
    const served = ['A010', 'A011', 'B012'].map((id) => visit(id, 'serving'))
    const said = (atCounters: readonly Visit[]) => {
      const one = view(1, [third])
      const counters = one.counters.flatMap((each) => atCounters.map((now) => ({ ...each, visit: now })))
      return waitingParts({ ...one, counters }, 0, 'de').serving
    }
    expect(said([...served, visit('A013', 'called')])).toBe('Gerade werden bedient: A010, A011, B012')
    expect(said(served.slice(0, 1))).toBe('Gerade wird bedient: A010')
    const many = Array.from({ length: 11 }, (_, nth) => visit(`A${100 + nth}`, 'serving'))
    expect(said(many)).toMatch(/A107 und 3 weitere$/)
  })

  it('tells somebody who is away that they could come earlier', () => {
    const hall = view(1, [third])
    expect(waitingParts(hall, 0, 'de', true).ahead).toContain('Sie können schon jetzt kommen')
    expect(waitingParts(hall, 0, 'de').ahead).toContain('bleiben Sie in der Nähe')
  })

  it('knows who is set aside', () => {
    const aside = visit('A003', 'parked')
    const hall = { ...view(1, []), parked: [{ visit: aside, services: [], ahead: null }] }
    expect(standingIn(hall, aside.id)).toMatchObject({ ahead: null, counter: null })
  })

  it('sends only the sentences that differ', () => {
    const before = { ahead: 'x', last: 'y', serving: 's' }
    expect(changedParts(undefined, before)).toEqual(before)
    expect(changedParts(before, { ...before })).toBeUndefined()
    expect(changedParts(before, { ...before, ahead: 'z' })).toEqual({ ahead: 'z' })
    expect(changedParts(before, { ...before, serving: 'z' })).toEqual({ serving: 'z' })
  })
})

const saying = (told: string): ToldParts => ({ ...NOTHING_TOLD, told })

describe('a phone', () => {
  it('hears nothing while nothing changes for it', () => {
    const { sent, hear } = watching({ version: 1, number: 1 })
    hear(view(1, [first, second, third]))
    hear(view(2, [first, second, third, visit('A004', 'waiting')]))
    expect(sent).toEqual([])
  })

  it('hears its own sentence when somebody before it is called', () => {
    const { sent, hear } = watching({ version: 1, number: 1 })
    hear(view(1, [first, second, third]))
    hear(view(2, [second, third], visit('A001', 'called')))
    expect(sent).toEqual([{ id: '2', data: { ahead: 'Vor Ihnen wartet noch 1 Nummer.' } }])
  })

  it('hears what it is told of its call when that changes, and that nothing is known any more', () => {
    let now: ToldParts = saying('bald')
    const { sent, hear } = watching({ version: 1, number: 1 }, undefined, () => now)
    const hall = view(1, [first, second, third])
    hear(hall)
    hear(hall)
    now = saying('gleich')
    hear(hall)
    now = NOTHING_TOLD
    hear(hall)
    expect(sent.map(({ data }) => data)).toEqual([saying('bald'), saying('gleich'), NOTHING_TOLD])
  })

  it('keeps what its page says of its call until this node has looked', () => {
    let now = NOTHING_TOLD
    const { sent, hear } = watching({ version: 1, number: 1 }, undefined, () => now)
    const hall = view(1, [third])
    hear(hall)
    expect(sent).toEqual([])
    now = saying('bald')
    hear(hall)
    expect(sent.map(({ data }) => data)).toEqual([now])
  })

  it('hears all sentences when it comes with an older state than the hall has', () => {
    const { sent, hear } = watching({ version: 1, number: 1 })
    hear(view(5, [third]))
    expect(sent).toHaveLength(1)
    expect(Object.keys(sent[0]?.data ?? {})).toEqual(['ahead', 'last', 'serving'])
  })

  it('loads its page anew, once, when the visit itself has changed', () => {
    const { sent, hear } = watching({ version: 1, number: 1 })
    hear(view(2, [], visit('A003', 'called', 2)))
    hear(view(3, [], visit('A003', 'serving', 3)))
    expect(sent).toEqual([{ id: '2', data: { reload: true, signal: 'called' } }])
  })

  it('is not sent back by a view that is older than its page', () => {
    const { sent, hear } = watching({ version: 2, number: 7 })
    hear(view(6, [first, third]))
    expect(sent).toEqual([])
  })

  it('loads its page anew when the visit has left the hall', async () => {
    const { sent, hear } = watching({ version: 3, number: 7 }, async () => true)
    hear(view(8, [first]))
    await Promise.resolve()
    expect(sent).toEqual([{ id: '8', data: { reload: true } }])
  })

  it('goes on when the visit is only not in the hall yet', async () => {
    const { sent, hear } = watching({ version: 1, number: 7 })
    hear(view(8, [first]))
    await Promise.resolve()
    await Promise.resolve()
    hear(view(9, [first, third]))
    expect(sent).toHaveLength(1)
  })
})
