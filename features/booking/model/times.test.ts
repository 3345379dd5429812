import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyPlan, setSiteDay } from '#features/capacity/model/plan.ts'
import type { Place } from '#features/capacity/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { HOUR, localDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, startOfDay, timeOf, weekdayOf } from '#kernel/wallTime.ts'
import { freeTimes } from '../model.ts'
import { PARTS_OF_DAY } from './narrowing.ts'
import { earliestTimes, findTimes, firstTime, spread } from './times.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

const SERVICES = [1, 2].map((number) => numbered<'service'>(number))
/** The clocks go forward in Berlin, and a week later in Auckland, whose days begin half a day earlier, back. */
const FIRST = localDate('2026-03-26')
const SITES = [
  { id: numbered<'site'>(1), timeZone: 'Europe/Berlin' },
  { id: numbered<'site'>(2), timeZone: 'Europe/Berlin' },
  { id: numbered<'site'>(3), timeZone: 'Pacific/Auckland' },
]
const DAYS = 12

const anyPlace: fc.Arbitrary<Place> = fc
  .record({
    site: fc.constantFrom(...SITES),
    day: fc.integer({ min: 0, max: DAYS }),
    first: fc.integer({ min: 0, max: 250 }),
    length: fc.integer({ min: 1, max: 50 }),
    durationPercent: fc.constantFrom(100, 150),
    skills: fc.subarray(SERVICES),
    taken: fc.bigInt({ min: 0n, max: (1n << 300n) - 1n }),
  })
  .map(({ site, day, first, length, durationPercent, skills, taken }) => ({
    // One counter for each set of skills.
    id: numbered<'place'>(1),
    siteId: site.id,
    counterId: numbered<'counter'>(10 + skills.length + (skills[0] === SERVICES[1] ? 5 : 0)),
    day: addDays(FIRST, day),
    firstCell: first,
    endCell: first + length,
    breakFirstCell: null,
    breakEndCell: null,
    durationPercent,
    mode: 'both',
    skills: new Set(skills),
    taken: taken & (taken >> 7n) & (taken >> 11n),
  }))

function planOf(places: readonly Place[]) {
  const skills = new Map(places.map((place) => [place.counterId, place.skills]))
  const plan = emptyPlan(FIRST, skills)
  for (const ofDay of Map.groupBy(places, ({ siteId, day }) => `${siteId} ${day}`).values()) {
    const [one] = ofDay
    if (!one) continue
    const read = ofDay.map((place) => ({
      ...place,
      taken: Array.from({ length: 10 }, (_, word) =>
        Number((place.taken >> BigInt(32 * word)) & 0xffff_ffffn),
      ),
    }))
    setSiteDay(plan, one.siteId, one.day, read)
  }
  return plan
}

const anyQuestion = fc.record({
  places: fc.array(anyPlace, { maxLength: 14 }),
  services: fc.subarray(SERVICES, { minLength: 1 }),
  minutes: fc.integer({ min: 1, max: 12 }).map((fives) => fives * 5),
  sites: fc.subarray(SITES, { minLength: 1 }),
  site: fc.option(fc.constantFrom(...SITES)),
  from: fc.integer({ min: 0, max: DAYS }),
  to: fc.integer({ min: 0, max: DAYS }),
  lateMinutes: fc.integer({ min: 0, max: 4 * 24 * 60 }),
})

describe('times found in the plan', () => {
  test('are those of the straightforward search: for each site the first, all days, all times in their order', () => {
    fc.assert(
      fc.property(anyQuestion, ({ places, services, minutes, sites, site, from, to, lateMinutes }) => {
        const notBefore = plus(startOfDay(FIRST, 'Europe/Berlin'), lateMinutes * MINUTE - 12 * HOUR)
        const [fromDay, toDay] = [addDays(FIRST, from), addDays(FIRST, to)]
        const found = findTimes(planOf(places), {
          services,
          minutes,
          asker: 'online',
          sites,
          siteId: site?.id,
          from: fromDay,
          to: toDay,
          notBefore,
          dayLimit: Number.POSITIVE_INFINITY,
          timeLimit: Number.POSITIVE_INFINITY,
        })
        const all = freeTimes(places, sites, minutes, services, notBefore).filter(
          ({ day }) => fromDay <= day && day <= toDay,
        )
        const wanted = all.filter(({ siteId }) => site === null || siteId === site.id)
        const days = [...new Set(wanted.map(({ day }) => day))].toSorted()
        expect(found.days).toEqual(days)
        // Sites in other zones share days, not hours: the plan goes day by day.
        expect(found.times).toEqual(days.flatMap((day) => wanted.filter((time) => time.day === day)))
        expect(found.earliest).toEqual(sites.map(({ id }) => all.find(({ siteId }) => siteId === id) ?? null))
        expect(found.to).toBe(toDay)
        const alone = {
          services,
          minutes,
          asker: 'online' as const,
          sites,
          from: fromDay,
          to: toDay,
          notBefore,
        }
        expect(earliestTimes(planOf(places), alone).earliest).toEqual(found.earliest)
        const first = found.earliest.filter((time) => time !== null)
        const { first: time } = firstTime(planOf(places), alone)
        expect(time?.day).toBe(first.map(({ day }) => day).toSorted()[0])
        expect(
          time === null || first.some((one) => one.day === time.day && one.startsAt === time.startsAt),
        ).toBe(true)
        expect(first.some((one) => one.day === time?.day && one.startsAt < time.startsAt)).toBe(false)
      }),
    )
  })

  test('of a weekday and a part of the day are those of all that fit by the wall clock, also when clocks change', () => {
    const anyHours = fc.constantFrom(...Object.values(PARTS_OF_DAY))
    const asked = fc.record(
      { weekday: fc.integer({ min: 1, max: 7 }), hours: anyHours },
      { requiredKeys: [] },
    )
    const zones = new Map(SITES.map(({ id, timeZone }) => [id, timeZone]))
    fc.assert(
      fc.property(
        anyQuestion,
        asked,
        ({ places, services, minutes, sites, lateMinutes }, { weekday, hours }) => {
          const question = {
            services,
            minutes,
            asker: 'online' as const,
            sites,
            from: FIRST,
            to: addDays(FIRST, DAYS),
            notBefore: plus(startOfDay(FIRST, 'Europe/Berlin'), lateMinutes * MINUTE - 12 * HOUR),
            dayLimit: Number.POSITIVE_INFINITY,
            timeLimit: Number.POSITIVE_INFINITY,
          }
          const plan = planOf(places)
          const found = findTimes(plan, { ...question, weekday, hours })
          const wanted = findTimes(plan, question).times.filter(({ siteId, day, startsAt }) => {
            const hour = Number(timeOf(startsAt, zones.get(siteId) ?? '').slice(0, 2))
            const [from, until] = hours ?? [0, 24]
            return (weekday === undefined || weekdayOf(day) === weekday) && from <= hour && hour < until
          })
          expect(found.times).toEqual(wanted)
          expect(found.days).toEqual([...new Set(wanted.map(({ day }) => day))])
          const first = (id: Id<'site'>) => wanted.find(({ siteId }) => siteId === id) ?? null
          expect(found.earliest).toEqual(sites.map(({ id }) => first(id)))
        },
      ),
    )
  })

  test('of a day or of the first days are a part of all, and it is said where they end', () => {
    fc.assert(
      fc.property(
        anyQuestion,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 30 }),
        ({ places, services, minutes, sites, lateMinutes, to }, dayLimit, timeLimit) => {
          const question = {
            services,
            minutes,
            asker: 'online' as const,
            sites,
            from: FIRST,
            to: addDays(FIRST, to),
            notBefore: plus(startOfDay(FIRST, 'Europe/Berlin'), lateMinutes * MINUTE),
          }
          const plan = planOf(places)
          const none = Number.POSITIVE_INFINITY
          const all = findTimes(plan, { ...question, dayLimit: none, timeLimit: none })
          const some = findTimes(plan, { ...question, dayLimit, timeLimit })
          const ofDays = all.times.filter(({ day }) => all.days.indexOf(day) < dayLimit)
          expect(some.times).toEqual(ofDays.slice(0, timeLimit))
          expect([some.days, some.earliest]).toEqual([all.days, all.earliest])
          const isCut = some.times.length < all.times.length
          expect(isCut ? some.to >= (some.times.at(-1)?.day ?? '') : some.to === question.to).toBe(true)
          for (const day of all.days) {
            const ofDay = findTimes(plan, { ...question, day, dayLimit, timeLimit: none })
            expect(ofDay.times).toEqual(all.times.filter((time) => time.day === day))
          }
        },
      ),
    )
  })
})

test('some of many times go from the first to the last, each once and in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 2, max: 12 }), (many, count) => {
      const times = Array.from({ length: many }, (_, nth) => nth)
      const chosen = spread(times, count)
      expect(chosen).toHaveLength(Math.min(many, count))
      expect(chosen).toEqual([...new Set(chosen)].toSorted((a, b) => a - b))
      expect([chosen[0], chosen.at(-1)]).toEqual([times[0], times.at(-1)])
    }),
  )
})
