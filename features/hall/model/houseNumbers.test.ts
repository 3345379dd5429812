import { describe, expect, it } from 'vitest'
import type { VisitEvent, VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type CountedVisit, houseNumbers, LEAST_STAFF, meanMinutes, mostAtWork } from './houseNumbers.ts'

const OPENING = parseInstant('2027-03-01T07:00:00Z')
const SERVICE = 'card' as Id<'service'>

/** Somebody who is called after so many minutes at a counter, walks for one and is served for ten. */
function served(counter: number, waited: number, more: Partial<CountedVisit> = {}): CountedVisit {
  const counterId = `counter-${counter}` as Id<'counter'>
  const entry = (event: VisitEvent, to: VisitState, minutes: number, reason: string | null = null) => ({
    event,
    to,
    counterId,
    happenedAt: plus(OPENING, minutes * MINUTE),
    reason,
  })
  return {
    arrivedAt: OPENING,
    appointmentAt: null,
    service: SERVICE,
    hour: 8,
    entries: [
      entry('ticket_drawn', 'waiting', 0),
      entry('called', 'called', waited, counter === 1 ? 'quick' : null),
      entry('started', 'serving', waited + 1),
      entry('finished', 'done', waited + 11),
    ],
    ...more,
  }
}
const team = (people: number) => Array.from({ length: people }, (_, nth) => served(nth, 10 + nth))

describe('the numbers of a house', () => {
  it('are means of waiting, way and service by service and hour, with what was chosen out of order', () => {
    const { lines, chosen } = houseNumbers([team(LEAST_STAFF)])
    expect(lines).toMatchObject([{ service: SERVICE, hour: 8, visits: 5, missed: 0, parked: 0, sentOn: 0 }])
    const [line] = lines
    expect(line && [line.waiting, line.way, line.serving].map(meanMinutes)).toEqual([12, 1, 10])
    expect(Object.fromEntries(chosen)).toEqual({ quick: 1 })
  })

  it('say nothing of a day with fewer than five people at counters, nor of fewer than five visits', () => {
    const small = [...team(LEAST_STAFF - 1), served(0, 40), served(0, 60)]
    expect(mostAtWork(small)).toBe(LEAST_STAFF - 1)
    expect(houseNumbers([small])).toEqual({ lines: [], chosen: new Map(), drawnDespite: new Map() })
    const rare = served(0, 40, { service: 'rare' as Id<'service'> })
    expect(houseNumbers([[...team(LEAST_STAFF), rare]]).lines).toHaveLength(1)
  })

  it('count what was forwarded, each way for itself, and nothing that was taken back', () => {
    const [first, ...others] = team(LEAST_STAFF)
    const more = (...entries: CountedVisit['entries']) => ({
      ...(first ?? served(0, 10)),
      entries: [...(first?.entries ?? []).slice(0, 3), ...entries],
    })
    const entry = (event: VisitEvent, to: VisitState, reason: string | null = null) => ({
      event,
      to,
      counterId: 'counter-0' as Id<'counter'>,
      happenedAt: plus(OPENING, 21 * MINUTE),
      reason,
    })
    const forwarded = more(
      entry('taken_over', 'serving'),
      entry('split_off', 'serving'),
      entry('sent_on', 'waiting'),
      entry('called', 'called', 'quick'),
      entry('call_undone', 'waiting'),
      entry('called', 'called'),
      entry('missed', 'missed'),
      entry('missed_undone', 'called'),
      entry('started', 'serving'),
      entry('left', 'left'),
      entry('leave_undone', 'serving'),
      entry('finished', 'done', 'other_site'),
    )
    const retracted = {
      ...forwarded,
      entries: [entry('ticket_drawn', 'waiting'), entry('retracted', 'cancelled')],
    }
    const { lines, chosen } = houseNumbers([[forwarded, ...others, retracted]])
    expect(lines).toMatchObject([
      { visits: 5, missed: 0, left: 0, sentOn: 1, sentToSite: 1, takenOver: 1, split: 1 },
    ])
    expect(Object.fromEntries(chosen)).toEqual({ quick: 1 })
  })

  it('count one colleague who moves from counter to counter once', () => {
    const moving = Array.from({ length: 8 }, (_, nth) => served(nth, nth * 20))
    expect(mostAtWork(moving)).toBe(1)
  })
})
