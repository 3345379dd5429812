import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { cellBits, cellsFor, freeCells, type Place } from '../model.ts'
import { askPlan, startsOn, windowOf } from './asked.ts'
import { type BookableDay, countTimes } from './bookable.ts'
import { type Asker, DAY_HOURS } from './budget.ts'
import { emptyPlan, setSiteDay } from './plan.ts'
import { type KnownBudget, type RememberedDay, roomFor, withTaken } from './remembered.ts'
import { DAY_WORDS } from './siteDay.ts'

const DAY = localDate('2027-03-02')
const FIRST_CELL = 96

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const SITE = numbered<'site'>(1)
const SERVICES = [1, 2].map((number) => numbered<'service'>(number))

/** A place of some hours of the forenoon, with a break or without, of which some cells are taken. */
const anyPlace = (number: number): fc.Arbitrary<Place> =>
  fc
    .record({
      from: fc.integer({ min: 0, max: 12 }),
      cells: fc.integer({ min: 6, max: 40 }),
      pause: fc.option(fc.integer({ min: 2, max: 20 })),
      durationPercent: fc.constantFrom(100, 100, 150),
      skills: fc.subarray(SERVICES, { minLength: 1 }),
      taken: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 8 }),
    })
    .map(({ from, cells, pause, durationPercent, skills, taken }) => {
      const [firstCell, endCell] = [FIRST_CELL + from, FIRST_CELL + from + cells]
      const rests = pause !== null && pause + 3 < cells
      const place = {
        id: numbered<'place'>(number),
        siteId: SITE,
        counterId: numbered<'counter'>(number),
        day: DAY,
        firstCell,
        endCell,
        breakFirstCell: rests ? firstCell + pause : null,
        breakEndCell: rests ? firstCell + pause + 3 : null,
        durationPercent,
        mode: 'both' as const,
        skills: new Set(skills),
        taken: 0n,
      }
      const bits = taken.reduce((all, cell) => all | cellBits(firstCell + cell, firstCell + cell + 1), 0n)
      return { ...place, taken: bits & freeCells(place) }
    })

const anyBudgets: fc.Arbitrary<ReadonlyMap<number, KnownBudget>> = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 8, max: 12 }),
      open: fc.integer({ min: 0, max: 180 }),
      kept: fc.integer({ min: 0, max: 60 }),
      booked: fc.integer({ min: 0, max: 60 }),
    }),
    { maxLength: 5 },
  )
  .map(
    (hours) =>
      new Map(
        hours.map(({ hour, open, kept, booked }) => [
          hour,
          { open, online: Math.max(0, open - kept), booked },
        ]),
      ),
  )

const anyDay: fc.Arbitrary<BookableDay> = fc.record({
  places: fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyPlace(index + 1)))),
  budgets: anyBudgets,
  firstCell: fc.constantFrom(0, FIRST_CELL + 5),
})

/** Asks search, lets somebody book the first time that it offers, and asks again. */
function bookAll(
  { places, budgets, firstCell }: BookableDay,
  question: { minutes: number; services: readonly Id<'service'>[]; asker: Asker },
): number {
  const skills = new Map(places.map(({ counterId, skills: able }) => [counterId, able]))
  let day: RememberedDay = { readAt: 0, places, budgets }
  for (let booked = 0; ; booked++) {
    const plan = emptyPlan(DAY, skills)
    const read = day.places.map((place) => ({
      ...place,
      taken: Array.from({ length: DAY_WORDS }, (_, word) =>
        Number((place.taken >> BigInt(32 * word)) & 0xffff_ffffn),
      ),
    }))
    setSiteDay(
      plan,
      SITE,
      DAY,
      read,
      [...day.budgets].map(([hour, budget]) => ({ hour, ...budget })),
    )
    const asked = askPlan(plan, question)
    const [start] = startsOn(plan, asked, 0, 0, windowOf(firstCell, Number.POSITIVE_INFINITY))
    if (!start) return booked
    const { cell } = start
    const [place] = roomFor(day, { ...question, firstCell: cell })
    if (!place) throw new Error('search offers what booking refuses')
    day = withTaken(day, place.id, cell, cell + cellsFor(question.minutes, place.durationPercent))
  }
}

const anyQuestion = fc.record({
  minutes: fc.constantFrom(5, 15, 20, 45, 75),
  services: fc.subarray(SERVICES),
  asker: fc.constantFrom<Asker>('online', 'staff'),
})

test('as many times are counted as people can book one after the other, until search offers none', () => {
  fc.assert(
    fc.property(anyDay, anyQuestion, (day, question) => {
      expect(countTimes(day, question)).toBe(bookAll(day, question))
    }),
    { numRuns: 300 },
  )
})

test('without the budgets too many would be counted (control)', () => {
  const wrong = fc.check(
    fc.property(
      anyDay,
      anyQuestion,
      (day, question) => countTimes({ ...day, budgets: new Map() }, question) === bookAll(day, question),
    ),
    { numRuns: 300 },
  )
  expect(wrong.failed).toBe(true)
})

test('no time is counted on a day that is over, or beyond the hours of the longest day', () => {
  const [all] = fc.sample(anyDay, 1)
  if (!all) throw new Error('no day')
  const question = { minutes: 5, services: [] }
  expect(countTimes({ ...all, firstCell: Number.POSITIVE_INFINITY }, question)).toBe(0)
  expect(countTimes({ ...all, firstCell: DAY_HOURS * 12 }, question)).toBe(0)
})
