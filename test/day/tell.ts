import { stateAfter, type VisitEvent, type VisitState } from '#features/visit/model.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import type { Line, Story } from './story.ts'

/** When the days of these stories begin. */
export const OPENING = parseInstant('2027-03-15T07:00:00Z')

/** What happened, at which minute; where not otherwise said at counter 1 and for no reason. */
export type Happened = readonly [event: VisitEvent, minute: number, more?: Partial<Line>]

const AT_COUNTER: readonly (VisitState | undefined)[] = ['called', 'serving']

/** A story as the journal would tell it: each event at its minute, where not otherwise said at counter 1. */
export function story(events: readonly Happened[], more: Partial<Story> = {}, first = 1): Story {
  let state: VisitState | undefined
  const lines = events.map(([event, minute, changes], index): Line => {
    const from = state ?? null
    state = stateAfter(from ?? 'new', event) ?? state ?? 'waiting'
    const at = plus(OPENING, minute * MINUTE)
    const counter = AT_COUNTER.includes(state) || AT_COUNTER.includes(from ?? undefined) ? '1' : null
    return {
      ...{ number: first + index, version: index + 1, event, from, to: state, counter, reason: null },
      ...{ happenedAt: at, recordedAt: at },
      ...changes,
    }
  })
  const booked = events[0]?.[0] === 'held'
  return {
    visit: `visit ${first}`,
    origin: booked ? 'booking' : 'ticket',
    state: state ?? 'waiting',
    ticket: lines.some(({ event }) => event === 'checked_in' || event === 'ticket_drawn')
      ? `A${first}`
      : null,
    appointmentAt: booked ? plus(OPENING, 30 * MINUTE) : null,
    arrivedAt: plus(OPENING, 20 * MINUTE),
    follows: null,
    outcomes: [state === 'done' ? 'done' : null],
    lines,
    ...more,
  }
}
