import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isOver,
  sinceExchange,
  stateAfter,
  TRANSITIONS,
  undoOf,
  VISIT_EVENTS,
  VISIT_STATES,
  type VisitEvent,
  type VisitState,
  waysOf,
  withoutTakenBack,
} from './model.ts'

const ends = VISIT_STATES.filter(isOver)
const TAKEN_BACK: Readonly<Partial<Record<VisitState, readonly string[]>>> = {
  done: ['finish_undone'],
  left: ['leave_undone'],
}

describe('the life cycle', () => {
  it('begins as a hold or as a ticket, and in no other way', () => {
    const beginnings = VISIT_EVENTS.filter((event) => stateAfter('new', event) !== undefined)
    expect(beginnings.toSorted()).toEqual(['held', 'ticket_drawn'])
  })

  it('ends for good, but for a press that is taken back', () => {
    for (const state of ends) {
      const after = VISIT_EVENTS.filter((event) => waysOf(event).some(({ from }) => from === state))
      expect(after).toEqual(TAKEN_BACK[state] ?? [])
    }
  })

  it('reaches every state, and from every open state an end', () => {
    const reached = reachableFrom('new')
    expect([...reached].toSorted()).toEqual([...VISIT_STATES].toSorted())
    for (const state of VISIT_STATES) {
      if (!isOver(state)) expect([...reachableFrom(state)].some(isOver)).toBe(true)
    }
  })

  it('never leads to the counter without a call, nor to a call without arrival', () => {
    expect(TRANSITIONS.started.from).toEqual(['called'])
    expect(TRANSITIONS.called.from).toEqual(['waiting'])
    expect(TRANSITIONS.checked_in.from).toEqual(['booked'])
  })

  it('whatever is tried, only states of the table come out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VISIT_EVENTS), { maxLength: 60 }), (events) => {
        let state: VisitState | 'new' = 'new'
        for (const event of events) {
          const next = stateAfter(state, event)
          if (next === undefined) continue
          expect(VISIT_STATES).toContain(next)
          if (state !== 'new' && undoOf('finished') !== event) expect(isOver(state)).toBe(false)
          state = next
        }
      }),
    )
  })
})

describe('what was taken back', () => {
  const entry = (event: VisitEvent, reason: string | null = null) => ({ event, reason })
  const kept = VISIT_EVENTS.filter((event) => !VISIT_EVENTS.some((other) => undoOf(other) === event))

  it('brings a visit back to the state that it had, whatever it was', () => {
    for (const event of VISIT_EVENTS) {
      const back = undoOf(event)
      if (back === undefined) continue
      for (const { from, to } of waysOf(event)) {
        // A hold is never taken back, and nobody who was set aside while waiting is served instead.
        if (from === 'new' || (event === 'parked' && from === 'waiting')) continue
        expect([event, stateAfter(to, back, from)]).toEqual([event, from])
      }
    }
  })

  it('is left out of the journal with what takes it back, and nothing else is', () => {
    const step = fc.record({ event: fc.constantFrom(...kept), undone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const written = steps.flatMap(({ event, undone }) => {
          const back = undone && undoOf(event)
          return back ? [entry(event), entry(back)] : [entry(event)]
        })
        const stood = steps.filter(({ event, undone }) => !undone || undoOf(event) === undefined)
        expect(withoutTakenBack(written).map(({ event }) => event)).toEqual(stood.map(({ event }) => event))
      }),
    )
  })

  it('reaches back over what followed by itself: a second miss ends the visit', () => {
    const journal = [entry('called'), entry('missed'), entry('left'), entry('leave_undone', 'missed')]
    expect(withoutTakenBack(journal)).toEqual([entry('called')])
  })
})

function reachableFrom(start: VisitState | 'new'): Set<VisitState> {
  const reached = new Set<VisitState>()
  const open: (VisitState | 'new')[] = [start]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const event of VISIT_EVENTS) {
      for (const { from, to } of waysOf(event)) {
        if (from !== state || reached.has(to)) continue
        reached.add(to)
        open.push(to)
      }
    }
  }
  return reached
}

it('whoever exchanged a ticket for a time comes anew; whose exchange was taken back never did', () => {
  const journal = (...events: VisitEvent[]) => events.map((event) => ({ event }))
  const waited = journal('ticket_drawn', 'went_away', 'came_back')
  expect(sinceExchange(waited)).toEqual(waited)
  const exchanged = journal(
    'ticket_drawn',
    'called',
    'withdrawn',
    'exchanged',
    'moved',
    'checked_in',
    'called',
  )
  expect(sinceExchange(exchanged)).toEqual(journal('moved', 'checked_in', 'called'))
  const undone = journal('ticket_drawn', 'exchanged', 'exchange_undone', 'called')
  expect(sinceExchange(undone)).toEqual(undone)
  expect(sinceExchange([...undone, ...journal('withdrawn', 'exchanged')])).toEqual([])
})
