import { expect, it, vi } from 'vitest'
import { askOneMore } from '#features/promise/model/intake.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { knownDays, someDays } from '#test/steering/pastDays.ts'
import { NO_CHANGES } from './changes.ts'
import { hallsUnder } from './hallDay.ts'
import { intakeOfDay } from './intakeOfDay.ts'
import { layOutDay, simulateDay } from './simulateDay.ts'

// Days and days are played.
vi.setConfig({ testTimeout: 240_000 })

const full = knownDays(someDays(3, { counters: 3, booked: 40, walkIns: 90 }))
const calm = knownDays(someDays(3, { counters: 4, booked: 30, walkIns: 40 }))

/** What a day answers to everybody who asks, beside what the hall's own rule says with many more replicates. */
function answers(days: typeof full): { readonly played: boolean; readonly live: boolean }[] {
  return days.flatMap((known, seed) => {
    const [day] = hallsUnder(NO_CHANGES, [known])
    if (!day) throw new Error('one hall')
    const { hall, absent } = layOutDay(day, seed)
    const intake = intakeOfDay({ day, comers: day.comers, hall, absent })
    const rule = { closesAt: day.closes, worksUntil: day.counters.map(({ until }) => until), theta: 2 }
    const all: { readonly played: boolean; readonly live: boolean }[] = []
    lookAhead(hall, {
      replicates: 1,
      toTheEnd: true,
      admits(person, passing) {
        const played = intake.admits(person, passing)
        const who = hall.waiting[person]
        if (!who || day.comers[person]?.appointment !== null) return played
        const { stop } = askOneMore(intake.hallAt(passing, person), rule, 150)({ ...who, seed: person })
        all.push({ played, live: stop === null })
        return played
      },
    })
    return all
  })
}

it('answers as the intake of the live hall does, but for those who are in doubt', () => {
  const busy = answers(full)
  const refused = busy.filter(({ live }) => !live).length
  expect(refused).toBeGreaterThan(30)
  expect(refused).toBeLessThan(busy.length - 60)
  expect(busy.filter(({ played, live }) => played !== live).length).toBeLessThan(0.06 * busy.length)
  expect(answers(calm).filter(({ played, live }) => played !== live)).toEqual([])
})

it('the more one person may cost staff, the more are served and the longer the evening', () => {
  const under = (intakeExtraMinutes: number) =>
    full
      .flatMap((known) => hallsUnder({ ...NO_CHANGES, intakeExtraMinutes }, [known]))
      .map((day) => simulateDay(day, { replicates: 6, seed: 1 }))
      .reduce(
        (sum, { served, overtime, refused }) => ({
          served: sum.served + served,
          overtime: sum.overtime + overtime,
          refused: sum.refused + refused,
        }),
        { served: 0, overtime: 0, refused: 0 },
      )
  const [none, usual, much] = [under(0), under(2), under(30)]
  expect(none.served).toBeLessThan(usual.served)
  expect(usual.served).toBeLessThan(much.served)
  expect(none.overtime).toBeLessThan(usual.overtime)
  expect(usual.overtime).toBeLessThan(much.overtime)
  expect(usual.refused + usual.served).toBeCloseTo(none.refused + none.served)
})

it('a number for what it may cost lets intake refuse where it did not', () => {
  const open = full.map(({ day, known }) => ({
    day,
    known: { ...known, rules: { ...known.rules, refuses: false } },
  }))
  const refused = (intakeExtraMinutes: number | null) =>
    open
      .flatMap((known) => hallsUnder({ ...NO_CHANGES, intakeExtraMinutes }, [known]))
      .reduce((sum, day) => sum + simulateDay(day, { replicates: 1, seed: 1 }).refused, 0)
  expect(refused(null)).toBe(0)
  expect(refused(2)).toBeGreaterThan(10)
})

it('whoever has an appointment is expected as far as people come, until they are so late that nobody would', () => {
  const [only] = full
  const [day] = only ? hallsUnder({ ...NO_CHANGES, noShowPercent: 100 }, [only]) : []
  if (!day) throw new Error('a hall')
  const expectedAt = (comes: number) => {
    const asked = { ...day, arrivals: { ...day.arrivals, comes } }
    const { hall, absent } = layOutDay(asked, 1)
    const intake = intakeOfDay({ day: asked, comers: day.comers, hall, absent })
    const seen: { readonly late: number; readonly chance: number }[] = []
    lookAhead(hall, {
      replicates: 1,
      toTheEnd: true,
      admits(person, passing) {
        const { expected } = intake.hallAt(passing, person)
        seen.push(...expected.map(({ appointment, chance }) => ({ late: passing.at - appointment, chance })))
        return true
      },
    })
    return seen
  }
  // Nobody of these days comes later than five minutes.
  for (const { late, chance } of expectedAt(0.9)) {
    expect(late).toBeLessThanOrEqual(40)
    expect(chance).toBeCloseTo(late >= 5 ? 0 : late < -10 ? 0.9 : chance)
    if (late > -10 && late < 0) expect(chance).toBeLessThan(0.9)
  }
  expect(expectedAt(0).every(({ chance }) => chance === 0)).toBe(true)
})
