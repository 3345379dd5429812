import { expect, it } from 'vitest'
import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type Kept, type Looked, lookedFrom, newKept, noteShown, noteWritten, takeShown } from './kept.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const [ANNA, BERT] = ['a' as Id<'visit'>, 'b' as Id<'visit'>]
const later = (minutes: number) => plus(NOW, minutes * MINUTE)

const raw = { back: 4, low: 5, middle: 7, high: 10 }
const corrected = raw
const ahead = {
  people: [BERT, ANNA].map((visitId) => ({ visitId, group: 'walk_in' as const, raw, corrected })),
  walkIns: [],
  together: [],
  intake: [],
}

function look(kept: Kept, at: Instant, present = [ANNA, BERT]): void {
  const seen = {
    site: { counters: [], walkIns: [] },
    waiting: [],
    present: new Set(present),
    counters: new Map(),
  }
  kept.looked = lookedFrom(ahead, kept.looked, { takenAt: 0, at, demoOffset: 0 }, seen)
}

/** Writes down what is to be written: whom, and when it was told. */
function write(kept: Kept): [Id<'visit'>, Instant][] {
  const tellings = takeShown(kept)
  noteWritten(kept, tellings)
  return tellings.map(({ visitId, at }) => [visitId, at])
}

const open = () => newKept('city', {} as Site)

const COUNTER = 'counter' as Id<'counter'>
const stands = (how: 'calls' | 'closed') => new Map([[COUNTER, { stands: how, skills: new Set<never>() }]])
const moved = { back: 24, low: 25, middle: 27, high: 30 }

/** Looks while a counter calls, and again when it has closed; the call has moved or not. */
function closes(kept: Kept, then: typeof raw, after: number): Looked {
  const seen = (how: 'calls' | 'closed') => ({
    site: { counters: [], walkIns: [] },
    waiting: [{ visitId: ANNA, services: [], forCounterId: null }],
    present: new Set([ANNA]),
    counters: stands(how),
  })
  const first = lookedFrom(ahead, kept.looked, { takenAt: 0, at: NOW, demoOffset: 0 }, seen('calls'))
  const at = plus(NOW, after * 1_000)
  const people = [{ visitId: ANNA, group: 'walk_in' as const, raw: then, corrected: then }]
  kept.looked = lookedFrom({ ...ahead, people }, first, { takenAt: 0, at, demoOffset: 0 }, seen('closed'))
  return kept.looked
}
const causeNow = ({ people }: Looked) => people.get(ANNA)?.cause

it('says why a call has moved, at the look that saw it move, and for some minutes', () => {
  const kept = open()
  expect(causeNow(closes(kept, moved, 15))).toEqual({ kind: 'counter_closed', at: plus(NOW, 15_000) })
  const again = (minutes: number) => {
    const seen = {
      site: { counters: [], walkIns: [] },
      waiting: [],
      present: new Set<never>(),
      counters: stands('closed'),
    }
    const held = { back: 24 - minutes, low: 25 - minutes, middle: 27 - minutes, high: 30 - minutes }
    const people = [{ visitId: ANNA, group: 'walk_in' as const, raw: held, corrected: held }]
    const taken = { takenAt: 0, at: plus(NOW, minutes * MINUTE), demoOffset: 0 }
    kept.looked = lookedFrom({ ...ahead, people }, kept.looked, taken, seen)
    return kept.looked
  }
  expect(causeNow(again(5))).toBeDefined()
  const whole = again(11)
  expect(whole.people.get(ANNA)).toBeDefined()
  expect(causeNow(whole)).toBeUndefined()
})

it('says no cause where the call has not moved, or the look before is old', () => {
  expect(causeNow(closes(open(), raw, 15))).toBeUndefined()
  expect(causeNow(closes(open(), moved, 90))).toBeUndefined()
})

it('is written down only while a page shows it, each every five minutes, by visit', () => {
  const kept = open()
  look(kept, NOW)
  noteShown(kept, BERT)
  noteShown(kept, ANNA)
  look(kept, later(1))
  // What was shown, not what was seen since.
  expect(write(kept)).toEqual([
    [ANNA, NOW],
    [BERT, NOW],
  ])
  noteShown(kept, ANNA)
  expect(write(kept)).toEqual([])
  look(kept, later(6))
  // The phone of the other has gone.
  noteShown(kept, ANNA)
  expect(write(kept)).toEqual([[ANNA, later(6)]])
})

it('is not written down of whoever is away or missed their call: their page shows nothing', () => {
  const kept = open()
  look(kept, NOW, [ANNA])
  noteShown(kept, ANNA)
  noteShown(kept, BERT)
  expect(kept.looked?.people.has(BERT)).toBe(true)
  expect(write(kept)).toEqual([[ANNA, NOW]])
})

it('is written down when it is shown again if it could not be before', () => {
  const kept = open()
  look(kept, NOW)
  noteShown(kept, ANNA)
  // The commit fails: nobody notes that it was written.
  takeShown(kept)
  look(kept, later(1))
  noteShown(kept, ANNA)
  expect(write(kept)).toEqual([[ANNA, later(1)]])
})

it('is written down anew when the clock was put back', () => {
  const kept = open()
  look(kept, later(60))
  noteShown(kept, ANNA)
  write(kept)
  look(kept, NOW)
  noteShown(kept, ANNA)
  expect(write(kept)).toEqual([[ANNA, NOW]])
})
