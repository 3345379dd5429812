import { describe, expect, it } from 'vitest'
import type { WhyBefore } from '#features/hall/model.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Story } from './story.ts'
import { type Happened, OPENING, story } from './tell.ts'
import { type AtCall, isTrueSentence, type Waited } from './whyTruth.ts'

const at = (minute: number): Instant => plus(OPENING, minute * MINUTE)

/** Came at minute 20 and is called at 40 at counter 1. */
const FIRST = story([
  ['ticket_drawn', 20],
  ['called', 40],
])

const waited = ({ visit, ticket }: Story, came: number, more: Partial<Waited> = {}): Waited => ({
  visit,
  ticketNumber: ticket ?? '',
  services: ['passport'],
  forCounter: null,
  awayUntil: null,
  callableFrom: isoInstant(at(came)),
  arrivedAt: isoInstant(at(came)),
  appointmentAt: null,
  credits: [],
  ...more,
})

/** Is the reason true of the first person's call beside a second one with this story? */
function holds(
  why: WhyBefore,
  events: readonly Happened[],
  {
    second: standing = {},
    skills = ['passport'],
    parent,
  }: { second?: Partial<Waited>; skills?: string[]; parent?: Story } = {},
): boolean {
  const second = story(events, {}, 100)
  const call = FIRST.lines.find(({ event }) => event === 'called') ?? impossible('not called')
  // What happened to the second before the call has smaller numbers.
  const lines = second.lines.map((line) => ({
    ...line,
    number: line.happenedAt < call.happenedAt ? 0 : line.number,
  }))
  const atCall: AtCall = {
    waiting: [waited(FIRST, 20), waited(second, events[0]?.[1] ?? 0, standing)],
    skills: new Set(skills),
  }
  const storyOf = new Map(
    parent
      ? [
          [second.visit, { ...second, follows: 'parent' }],
          ['parent', parent],
        ]
      : [],
  )
  const told = { first: FIRST.ticket ?? '', second: second.ticket ?? '', called: true, why }
  return isTrueSentence(told, { first: FIRST, second: { ...second, lines }, call, storyOf }, atCall)
}

const CAME_LATER: readonly Happened[] = [['ticket_drawn', 30]]
const CAME_BEFORE: readonly Happened[] = [['ticket_drawn', 10]]

describe('whether a sentence about the order is true', () => {
  it('is asked of the keys that both had', () => {
    expect(holds({ kind: 'earlier' }, CAME_LATER)).toBe(true)
    expect(holds({ kind: 'earlier' }, CAME_BEFORE)).toBe(false)
    expect(holds({ kind: 'credits', minutes: 0, credits: [] }, CAME_LATER)).toBe(false)
    expect(holds({ kind: 'ticket' }, CAME_LATER)).toBe(false)
    const early = { second: { callableFrom: isoInstant(at(45)) } }
    expect(holds({ kind: 'earlier' }, CAME_LATER, early)).toBe(false)
    expect(holds({ kind: 'not_callable_yet', from: at(45) }, CAME_LATER, early)).toBe(true)
    expect(holds({ kind: 'not_callable_yet', from: at(44) }, CAME_LATER, early)).toBe(false)
  })

  it('is asked of the place of whoever they were split off from', () => {
    const parent = { ...story([]), arrivedAt: at(10), appointmentAt: at(50) }
    expect(holds({ kind: 'earlier' }, CAME_BEFORE, { parent })).toBe(true)
  })

  it('is asked of what the counter can do', () => {
    expect(holds({ kind: 'other_counter' }, CAME_BEFORE)).toBe(false)
    expect(holds({ kind: 'other_counter' }, CAME_BEFORE, { skills: ['pick-up'] })).toBe(true)
    expect(holds({ kind: 'other_counter' }, CAME_BEFORE, { second: { forCounter: '2' } })).toBe(true)
    expect(holds({ kind: 'other_counter' }, CAME_BEFORE, { second: { forCounter: '1' } })).toBe(false)
    expect(holds({ kind: 'chosen', reason: 'quick' }, CAME_BEFORE)).toBe(false)
  })

  it('is asked of where somebody was, and since when', () => {
    const away: readonly Happened[] = [
      ['ticket_drawn', 10],
      ['went_away', 35, { reason: 'minutes_10' }],
    ]
    expect(holds({ kind: 'away', at: at(35) }, away)).toBe(true)
    expect(holds({ kind: 'away', at: at(34) }, away)).toBe(false)
    expect(holds({ kind: 'earlier' }, away)).toBe(false)
    expect(holds({ kind: 'left', at: at(35) }, away)).toBe(false)
    const back: readonly Happened[] = [
      ['ticket_drawn', 10],
      ['went_away', 25, { reason: 'minutes_10' }],
    ]
    expect(holds({ kind: 'away', at: at(25) }, back)).toBe(false)
    const gone: readonly Happened[] = [
      ['ticket_drawn', 10],
      ['left', 35],
    ]
    expect(holds({ kind: 'left', at: at(35) }, gone)).toBe(true)
    expect(holds({ kind: 'parked', at: at(35) }, gone)).toBe(false)
    expect(holds({ kind: 'not_here_yet', at: at(50) }, [['ticket_drawn', 50]])).toBe(true)
    expect(holds({ kind: 'not_here_yet', at: at(50) }, CAME_LATER)).toBe(false)
  })
})
