import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOver, stateAfter, TRANSITIONS, VISIT_EVENTS, VISIT_STATES, type VisitState } from './model.ts'

const ends = VISIT_STATES.filter(isOver)

describe('the life cycle', () => {
  it('begins as a hold or as a ticket, and in no other way', () => {
    const beginnings = VISIT_EVENTS.filter((event) => stateAfter('new', event) !== undefined)
    expect(beginnings.toSorted()).toEqual(['held', 'ticket_drawn'])
  })

  it('ends for good, but for a press that is taken back', () => {
    for (const state of ends) {
      const after = VISIT_EVENTS.filter((event) => stateAfter(state, event) !== undefined)
      expect(after).toEqual(state === 'done' ? ['finish_undone'] : [])
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
          if (state !== 'new' && event !== 'finish_undone') expect(isOver(state)).toBe(false)
          state = next
        }
      }),
    )
  })
})

function reachableFrom(start: VisitState | 'new'): Set<VisitState> {
  const reached = new Set<VisitState>()
  const open: (VisitState | 'new')[] = [start]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const event of VISIT_EVENTS) {
      const next = stateAfter(state, event)
      if (next !== undefined && !reached.has(next)) {
        reached.add(next)
        open.push(next)
      }
    }
  }
  return reached
}
