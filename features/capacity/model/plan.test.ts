import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime, plus } from '#kernel/instant.ts'
import { addDays, dayNumber, instantOf, startOfDayNumbered } from '#kernel/wallTime.ts'
import { cellsFor, instantOfCell, type Place, startsOf } from '../model.ts'
import { askPlan, hasStart, startsOn, windowOf } from './asked.ts'
import { type Asker, DAY_HOURS, fitsBudget, minutesLeft } from './budget.ts'
import { cellNotBefore, changeSkills, dropDaysBefore, emptyPlan, type Plan, setSiteDay } from './plan.ts'
import { DAY_WORDS, type ReadHour, type ReadPlace } from './siteDay.ts'

const ZONE = 'Europe/Berlin'
// Two weeks around each clock change: days of 23 and of 25 hours are among them.
const FIRST_DAYS = [localDate('2026-03-22'), localDate('2026-10-18')]
const DAYS = 14

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const SERVICES = [1, 2, 3].map((number) => numbered<'service'>(number))
const SITES = [1, 2, 3].map((number) => numbered<'site'>(number))
const COUNTERS = [1, 2, 3, 4].map((number) => numbered<'counter'>(number))

const anySkills = fc
  .tuple(...COUNTERS.map(() => fc.subarray(SERVICES)))
  .map((each) => new Map(COUNTERS.map((counter, index) => [counter, new Set(each[index])])))

/** A place with bounds, break and pace, and runs of taken cells, so that long free runs and tight gaps both happen. */
const anyPlace: fc.Arbitrary<AnyPlace> = fc
  .record({
    number: fc.integer({ min: 1, max: 1_000_000 }),
    counter: fc.integer({ min: 0, max: COUNTERS.length - 1 }),
    edges: fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
    hasBreak: fc.boolean(),
    durationPercent: fc.constantFrom(50, 100, 100, 130, 400),
    claims: fc.array(fc.tuple(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 12,
    }),
  })
  .map(({ number, counter, edges, hasBreak, durationPercent, claims }) => {
    const [first = 0, pauseFirst = 1, pauseEnd = 2, end = 3] = [...edges].sort((a, b) => a - b)
    let taken = 0n
    for (const [cell, length] of claims) taken |= ((1n << BigInt(length)) - 1n) << BigInt(cell)
    return {
      id: numbered<'place'>(number),
      counterId: COUNTERS[counter] ?? numbered<'counter'>(1),
      firstCell: first,
      endCell: end,
      breakFirstCell: hasBreak ? pauseFirst : null,
      breakEndCell: hasBreak ? pauseEnd : null,
      durationPercent,
      mode: 'both',
      taken: taken & ((1n << 300n) - 1n),
    }
  })
type AnyPlace = Omit<Place, 'siteId' | 'day' | 'skills'>

/** Hours of which some have little left, for citizens less than for staff. */
const anyHours: fc.Arbitrary<ReadHour[]> = fc.array(
  fc
    .record({
      hour: fc.integer({ min: 0, max: DAY_HOURS - 1 }),
      open: fc.integer({ min: 0, max: 240 }),
      kept: fc.integer({ min: 0, max: 60 }),
      booked: fc.integer({ min: 0, max: 240 }),
    })
    .map(({ kept, ...hour }) => ({ ...hour, online: Math.max(0, hour.open - kept) })),
  { maxLength: 8 },
)

const anyChange = fc.record({
  hours: anyHours,
  site: fc.integer({ min: 0, max: SITES.length - 1 }),
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  places: fc.array(anyPlace, { maxLength: 5 }),
})

const anyQuestion = fc.record({
  services: fc.subarray(SERVICES, { minLength: 1 }),
  asker: fc.constantFrom<Asker>('online', 'staff'),
  minutes: fc.integer({ min: 1, max: 60 }).map((fives) => fives * 5),
})

function words(taken: bigint): number[] {
  return Array.from({ length: DAY_WORDS }, (_, word) => Number((taken >> BigInt(32 * word)) & 0xffff_ffffn))
}

const asRead = (place: AnyPlace): ReadPlace => ({ ...place, taken: words(place.taken) })

type AnyDay = { readonly places: readonly AnyPlace[]; readonly hours: readonly ReadHour[] }

/** The straightforward search: every place by itself, as the models of places and budgets define it. */
function slowStarts(
  { places, hours }: AnyDay,
  skills: ReadonlyMap<Id<'counter'>, ReadonlySet<Id<'service'>>>,
  question: { services: readonly Id<'service'>[]; minutes: number; asker: Asker },
): number[] {
  const leftOf = (hour: number) => {
    const budget = hours.findLast((each) => each.hour === hour)
    return budget ? minutesLeft(budget, budget.booked, question.asker) : 60
  }
  const cells = places.flatMap((place) => {
    const full: Place = {
      ...place,
      siteId: numbered<'site'>(1),
      day: localDate('2026-03-29'),
      skills: skills.get(place.counterId) ?? new Set(),
    }
    const length = cellsFor(question.minutes, place.durationPercent)
    return startsOf(full, question.minutes, question.services).filter((cell) =>
      fitsBudget(cell, length, leftOf),
    )
  })
  return [...new Set(cells)].sort((a, b) => a - b)
}

type Change = AnyDay & { readonly site: number; readonly day: number }

/** Plays changes into a plan and beside it into a plain map. */
function play(
  plan: Plan,
  known: Map<string, AnyDay>,
  firstDay: (typeof FIRST_DAYS)[number],
  changes: readonly Change[],
) {
  for (const { site, day, places, hours } of changes) {
    const id = SITES[site] ?? numbered<'site'>(1)
    setSiteDay(plan, id, addDays(firstDay, day), places.map(asRead), hours)
    known.set(`${id} ${addDays(firstDay, day)}`, { places, hours })
  }
}

function expectSame(
  plan: Plan,
  known: ReadonlyMap<string, AnyDay>,
  questions: readonly Parameters<typeof slowStarts>[2][],
) {
  for (const question of questions) {
    const asked = askPlan(plan, question)
    for (const [key, ofDay] of known) {
      const [siteId, day = ''] = key.split(' ')
      const site = plan.sites.findIndex(({ id }) => id === siteId)
      const index = dayNumber(localDate(day)) - plan.firstDay
      const expected = slowStarts(ofDay, plan.skills, question)
      if (site < 0 || index < 0) continue
      const cells = (window?: readonly [number, number]) =>
        startsOn(plan, asked, site, index, window && windowOf(...window)).map(({ cell }) => cell)
      expect(cells()).toEqual(expected)
      const [one = 0, last = 0] = [expected[0], expected.at(-1)]
      const windows = [0, 100, one, one + 1, last, 299].flatMap((from) =>
        [one, last, Number.POSITIVE_INFINITY].map((end) => [from, end] as const),
      )
      const within = windows.map(([from, end]) => expected.some((cell) => cell >= from && cell < end))
      expect(windows.map((window) => hasStart(plan, asked, site, index, windowOf(...window)))).toEqual(within)
      expect(cells([one + 1, last])).toEqual(expected.slice(1, -1))
    }
    // What no site-day is missing: a site that a place was given for stands in the plan.
    for (const [key, ofDay] of known) {
      if (slowStarts(ofDay, plan.skills, question).length > 0) {
        expect(plan.siteNumbers.has(asId<'site'>(key.split(' ')[0] ?? ''))).toBe(true)
      }
    }
  }
}

describe('the plan', () => {
  test('shows every start for which some place has the cells free and its hours have minutes left, and no other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIRST_DAYS),
        anySkills,
        fc.array(anyChange, { minLength: 1, maxLength: 8 }),
        fc.array(anyQuestion, { minLength: 1, maxLength: 4 }),
        (firstDay, skills, changes, questions) => {
          const plan = emptyPlan(firstDay, skills)
          const known = new Map<string, AnyDay>()
          play(plan, known, firstDay, changes)
          expectSame(plan, known, questions)
        },
      ),
    )
  })

  test('answers a question asked again by what has changed since, as if it were asked anew', () => {
    fc.assert(
      fc.property(
        anySkills,
        anySkills,
        fc.array(fc.array(anyChange, { maxLength: 4 }), { minLength: 2, maxLength: 4 }),
        fc.array(anyQuestion, { minLength: 1, maxLength: 3 }),
        (skills, later, rounds, questions) => {
          const [firstDay = localDate('2026-03-22')] = FIRST_DAYS
          const plan = emptyPlan(firstDay, skills)
          const known = new Map<string, AnyDay>()
          for (const changes of rounds) {
            play(plan, known, firstDay, changes)
            expectSame(plan, known, questions)
          }
          changeSkills(plan, later)
          expectSame(plan, known, questions)
        },
      ),
    )
  })

  test('forgets days that are over and keeps the others', () => {
    fc.assert(
      fc.property(
        anySkills,
        fc.array(anyChange, { minLength: 1, maxLength: 8 }),
        anyQuestion,
        fc.integer({ min: 0, max: DAYS }),
        (skills, changes, question, over) => {
          const [firstDay = localDate('2026-03-22')] = FIRST_DAYS
          const plan = emptyPlan(firstDay, skills)
          const known = new Map<string, AnyDay>()
          play(plan, known, firstDay, changes)
          askPlan(plan, question)
          dropDaysBefore(plan, addDays(firstDay, over))
          expectSame(plan, known, [question])
          setSiteDay(plan, SITES[0] ?? numbered<'site'>(1), firstDay, [])
          expect(plan.firstDay).toBe(dayNumber(firstDay) + over)
        },
      ),
    )
  })

  test('remembers few enough questions and changes', () => {
    const [firstDay = localDate('2026-03-22')] = FIRST_DAYS
    const [service = numbered<'service'>(1)] = SERVICES
    const plan = emptyPlan(firstDay, new Map())
    const place: ReadPlace = {
      counterId: COUNTERS[0] ?? numbered<'counter'>(1),
      firstCell: 96,
      endCell: 120,
      breakFirstCell: null,
      breakEndCell: null,
      durationPercent: 100,
      taken: [],
    }
    for (let index = 0; index < 10_000; index++)
      setSiteDay(plan, SITES[0] ?? numbered<'site'>(1), firstDay, [place])
    for (let minutes = 5; minutes < 10_000; minutes += 5) askPlan(plan, { services: [service], minutes })
    expect(plan.asked.size).toBeLessThanOrEqual(400)
    expect(plan.changes.length).toBeLessThanOrEqual(4_096)
    expect(askPlan(plan, { services: [service], minutes: 15 }).version).toBe(plan.version)
  })

  test('counts cells from the first instant of a day of 23 or 25 hours', () => {
    for (const [text, hours] of [
      ['2026-03-29', 7],
      ['2026-10-25', 9],
      ['2026-06-01', 8],
    ] as const) {
      const day = localDate(text)
      const start = startOfDayNumbered(dayNumber(day), ZONE)
      const eight = instantOf(day, localTime('08:00'), ZONE)
      expect(cellNotBefore(eight, start)).toBe(hours * 12)
      expect(cellNotBefore(plus(eight, 1), start)).toBe(hours * 12 + 1)
      expect(instantOfCell(day, hours * 12, ZONE)).toBe(eight)
    }
  })
})
