import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceKm } from '#features/authority/model/distance.ts'
import { asId, type Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, instant, isoInstant, localDate, parseInstant } from '#kernel/instant.ts'
import { addDays, dayNumber } from '#kernel/wallTime.ts'
import type { FreeTime } from '../model.ts'
import { foresee, type LostTime, rankReplacements, replacementUntil } from './replacement.ts'

const SITES = ['a', 'b', 'c', 'd'].map((letter) =>
  asId<'site'>(`00000000-0000-7000-8000-00000000000${letter}`),
)
const [HOME = asId<'site'>('')] = SITES
const FIRST = localDate('2027-03-01')
const MIDNIGHT = 1_803_855_600_000

const timeOf = (siteId: Id<'site'>, days: number, cell: number): FreeTime => ({
  siteId,
  day: addDays(FIRST, days),
  cell,
  startsAt: instant(MIDNIGHT + days * DAY + cell * 5 * 60_000),
})
/** Lost at eight in the morning of its day. */
const lostAt = (days: number, cell: number, reachKm: number): LostTime => ({
  ...timeOf(HOME, days, cell),
  timeZone: 'Europe/Berlin',
  soonest: timeOf(HOME, days, 96).startsAt,
  reachKm,
})
const time = fc
  .tuple(fc.constantFrom(...SITES), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 84, max: 200 }))
  .map(([site, days, cell]) => timeOf(site, days, cell))
const times = fc.uniqueArray(time, { maxLength: 40, selector: (one) => `${one.siteId} ${one.startsAt}` })
const lost = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 84, max: 200 }), fc.integer({ min: 0, max: 30 }))
  .map(([days, cell, reachKm]): LostTime => lostAt(days, cell, reachKm))
const distances = fc
  .array(fc.double({ min: 0.1, max: 40, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((far) => new Map(SITES.map((site, index) => [site, index === 0 ? 0 : (far[index - 1] ?? 0)])))

describe('a time instead of a lost one', () => {
  test('lies within reach, is free, and is not the lost one', () => {
    fc.assert(
      fc.property(lost, distances, times, (gone, far, free) => {
        const [chosen] = rankReplacements(gone, far, free)
        if (!chosen) return
        expect(free).toContain(chosen)
        expect(chosen.siteId === HOME || (far.get(chosen.siteId) ?? 99) <= gone.reachKm).toBe(true)
        expect(chosen.siteId === HOME && chosen.startsAt === gone.startsAt).toBe(false)
      }),
    )
  })

  test('leaves its person time to hear of it and to come', () => {
    fc.assert(
      fc.property(lost, distances, times, (gone, far, free) => {
        for (const { startsAt } of rankReplacements(gone, far, free))
          expect(startsAt).toBeGreaterThanOrEqual(gone.soonest)
      }),
    )
    const [at, later] = [timeOf(HOME, 0, 130), timeOf(HOME, 0, 150)]
    const gone = { ...lostAt(0, 129, 8), soonest: instant(at.startsAt + 1) }
    expect(rankReplacements(gone, new Map(), [at, later])[0]).toBe(later)
  })

  test('is at the same hour of the clock also where clocks change in between', () => {
    const on = (day: string, startsAt: string): FreeTime => ({
      siteId: HOME,
      day: localDate(day),
      cell: 0,
      startsAt: parseInstant(startsAt),
    })
    for (const [before, ten, eleven] of [
      // Ten o'clock on Friday, ten and eleven o'clock on Monday.
      [on('2027-03-26', '2027-03-26T09:00:00Z'), '2027-03-29T08:00:00Z', '2027-03-29T09:00:00Z'],
      [on('2027-10-29', '2027-10-29T08:00:00Z'), '2027-11-01T09:00:00Z', '2027-11-01T08:00:00Z'],
    ] as const) {
      const gone = { ...lostAt(0, 100, 8), ...before, soonest: before.startsAt }
      const free = [eleven, ten].map((at) => on(at.slice(0, 10), at))
      expect(rankReplacements(gone, new Map(), free)[0]?.startsAt).toBe(parseInstant(ten))
    }
  })

  test('is of the same day if there is any, and then of the same site if there is any', () => {
    fc.assert(
      fc.property(lost, distances, times, (gone, far, free) => {
        const reachable = rankReplacements(gone, far, free)
        const [chosen] = reachable
        if (reachable.some(({ day }) => day === gone.day)) expect(chosen?.day).toBe(gone.day)
        if (reachable.some(({ day, siteId }) => day === gone.day && siteId === HOME)) {
          expect(chosen?.siteId).toBe(HOME)
          const nearest = Math.min(
            ...reachable
              .filter(({ day, siteId }) => day === gone.day && siteId === HOME)
              .map(({ startsAt }) => Math.abs(startsAt - gone.startsAt)),
          )
          expect(Math.abs((chosen?.startsAt ?? 0) - gone.startsAt)).toBe(nearest)
        }
      }),
    )
  })

  test('does not depend on the order of what is free', () => {
    fc.assert(
      fc.property(lost, distances, times, fc.infiniteStream(fc.double()), (gone, far, free, keys) => {
        const shuffled = free
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(rankReplacements(gone, far, shuffled)).toEqual(rankReplacements(gone, far, free))
      }),
    )
  })

  test('is never a later day for somebody who would go further', () => {
    const apart = (gone: LostTime, one: FreeTime | undefined) =>
      one ? Math.abs(dayNumber(one.day) - dayNumber(gone.day)) : 99
    fc.assert(
      fc.property(lost, distances, times, (gone, far, free) => {
        const [near] = rankReplacements(gone, far, free)
        const [wide] = rankReplacements({ ...gone, reachKm: gone.reachKm + 10 }, far, free)
        expect(apart(gone, wide)).toBeLessThanOrEqual(apart(gone, near))
      }),
    )
  })

  test('is kept until a moment between now and its beginning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 * DAY }), (ahead) => {
        const now: Instant = instant(MIDNIGHT)
        const startsAt = instant(MIDNIGHT + ahead)
        const until = replacementUntil(now, startsAt, 'Europe/Berlin')
        expect(until).toBeGreaterThan(now)
        expect(until).toBeLessThan(startsAt)
        expect(until - now).toBeLessThanOrEqual(3 * DAY + 12 * HOUR)
      }),
    )
  })

  test('outlives the night: its person reads of it, or is called, in the morning', () => {
    const untilOf = (now: string, startsAt: string) =>
      isoInstant(replacementUntil(parseInstant(now), parseInstant(startsAt), 'Europe/Berlin'))
    // At eight in the evening, of half past ten in the morning: half of it is a quarter past three.
    expect(untilOf('2027-03-01T19:00:00Z', '2027-03-02T09:30:00Z')).toBe('2027-03-02T08:00:00.000Z')
    // Its person has an hour to come.
    expect(untilOf('2027-03-01T19:00:00Z', '2027-03-02T07:00:00Z')).toBe('2027-03-02T06:00:00.000Z')
    // A few minutes after seven nobody has read it either.
    expect(untilOf('2027-03-01T19:00:00Z', '2027-03-02T17:10:00Z')).toBe('2027-03-02T08:00:00.000Z')
    // By day half is half, also early in the morning, and of what it is told at night.
    expect(untilOf('2027-03-01T06:10:00Z', '2027-03-01T09:10:00Z')).toBe('2027-03-01T07:40:00.000Z')
    expect(untilOf('2027-03-01T19:00:00Z', '2027-03-02T23:00:00Z')).toBe('2027-03-02T09:00:00.000Z')
    // In the night in which the clocks change seven is seven.
    expect(untilOf('2027-03-27T20:00:00Z', '2027-03-28T08:00:00Z')).toBe('2027-03-28T07:00:00.000Z')
  })
})

test('what is foreseen counts everybody once, and no two times of one site overlap', () => {
  fc.assert(
    fc.property(fc.array(lost, { maxLength: 12 }), distances, times, (people, far, free) => {
      const seen = foresee(people.map((one) => ({ lost: one, minutes: 15, distances: far, times: free })))
      expect(seen.sameSite + seen.otherSite + seen.otherDay + seen.none).toBe(people.length)
      expect(people.length - seen.none).toBeLessThanOrEqual(free.length)
    }),
  )
  const one = { lost: lostAt(0, 100, 8), minutes: 15, distances: new Map([[HOME, 0]]) }
  const overlapping = [timeOf(HOME, 0, 110), timeOf(HOME, 0, 112)]
  expect(foresee([one, one].map((each) => ({ ...each, times: overlapping })))).toEqual({
    sameSite: 1,
    otherSite: 0,
    otherDay: 0,
    none: 1,
  })
})

test('distances are those of the earth', () => {
  const berlin = { latitude: 52.52, longitude: 13.405 }
  const hamburg = { latitude: 53.5511, longitude: 9.9937 }
  expect(Math.round(distanceKm(berlin, hamburg))).toBe(255)
  expect(distanceKm(berlin, berlin)).toBe(0)
  expect(distanceKm(berlin, hamburg)).toBeCloseTo(distanceKm(hamburg, berlin), 9)
})
