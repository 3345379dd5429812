import { expect, it } from 'vitest'
import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type Kept, lookedFrom, newKept, noteShown, noteWritten, takeShown } from './kept.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const [ANNA, BERT] = ['a' as Id<'visit'>, 'b' as Id<'visit'>]
const later = (minutes: number) => plus(NOW, minutes * MINUTE)

const raw = { back: 4, low: 5, middle: 7, high: 10 }
const corrected = raw
const ahead = {
  people: [BERT, ANNA].map((visitId) => ({ visitId, group: 'walk_in' as const, raw, corrected })),
  wishes: [],
  intake: [],
}

function look(kept: Kept, at: Instant, present = [ANNA, BERT]): void {
  kept.looked = lookedFrom(ahead, kept.looked, { takenAt: 0, at, demoOffset: 0 }, new Set(present))
}

/** Writes down what is to be written: whom, and when it was told. */
function write(kept: Kept): [Id<'visit'>, Instant][] {
  const tellings = takeShown(kept)
  noteWritten(kept, tellings)
  return tellings.map(({ visitId, at }) => [visitId, at])
}

const open = () => newKept('city', {} as Site)

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
