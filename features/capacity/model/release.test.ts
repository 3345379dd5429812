import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import type { NewPlace } from '../model.ts'
import { outdatedPlaces, planRelease, type StandingPlace } from './release.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

function place(firstCell: number, endCell: number, counter = 1): NewPlace {
  return {
    siteId: numbered(1),
    counterId: numbered(counter),
    day: localDate('2026-11-23'),
    firstCell,
    endCell,
    breakFirstCell: null,
    breakEndCell: null,
    durationPercent: 100,
  }
}

function standing(as: NewPlace, { claimed = false, withdrawn = false, id = 1 } = {}): StandingPlace {
  return { ...as, id: numbered(id), claimed, withdrawn }
}

const morning = place(96, 144)
const longer = place(90, 144)
const afternoon = place(156, 192)

describe('a place', () => {
  test('that stands as wanted stays and is not made again', () => {
    const places = [standing(morning)]
    expect(outdatedPlaces([morning], places)).toEqual([])
    expect(planRelease([morning, afternoon], places)).toEqual({
      make: [afternoon],
      reshape: [],
      withdraw: [],
    })
  })

  test('that is no longer wanted goes when nobody claims it', () => {
    expect(outdatedPlaces([longer], [standing(morning)])).toEqual([numbered(1)])
    expect(outdatedPlaces([longer], [standing(morning, { claimed: true })])).toEqual([])
  })

  test('that is claimed takes the bounds of the shift as it is now', () => {
    expect(planRelease([longer, afternoon], [standing(morning, { claimed: true })])).toEqual({
      make: [afternoon],
      reshape: [{ id: numbered(1), as: longer }],
      withdraw: [],
    })
  })

  test('that is claimed on a day now closed takes no new bookings, until the day is open again', () => {
    const claimed = standing(morning, { claimed: true })
    expect(planRelease([], [claimed]).withdraw).toEqual([claimed.id])
    const withdrawn = standing(morning, { claimed: true, withdrawn: true })
    expect(planRelease([], [withdrawn]).withdraw).toEqual([])
    expect(planRelease([morning], [withdrawn]).reshape).toEqual([{ id: withdrawn.id, as: morning }])
  })

  test('of another counter is no reason to wait', () => {
    const other = place(90, 144, 2)
    expect(planRelease([other], [standing(morning, { claimed: true })]).make).toEqual([other])
  })
})

test('after a release no counter has two bookable places at once, and no claimed place is lost', () => {
  const anyBounds = fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }))
    .map(([first, length]) => place(first, first + length))
  const apart = fc
    .array(anyBounds, { maxLength: 5 })
    .map((places) =>
      places.filter((one, index) => places.slice(0, index).every((other) => !overlaps(one, other))),
    )
  const anyStanding = fc
    .tuple(apart, fc.array(fc.record({ claimed: fc.boolean(), withdrawn: fc.boolean() }), { minLength: 5 }))
    .map(([places, marks]) => places.map((one, index) => standing(one, { ...marks[index], id: index + 1 })))
  fc.assert(
    fc.property(apart, anyStanding, (wanted, before) => {
      const outdated = new Set(outdatedPlaces(wanted, before))
      const kept = before.filter(({ id }) => !outdated.has(id))
      expect(before.filter(({ claimed }) => claimed).every((one) => kept.includes(one))).toBe(true)
      const plan = planRelease(wanted, kept)
      const after = kept.map((one) => {
        const reshaped = plan.reshape.find(({ id }) => id === one.id)
        if (reshaped) return { ...one, ...reshaped.as, withdrawn: false }
        return plan.withdraw.includes(one.id) ? { ...one, withdrawn: true } : one
      })
      const bookable = [...after.filter(({ withdrawn }) => !withdrawn), ...plan.make]
      for (const [index, one] of bookable.entries()) {
        expect(bookable.slice(index + 1).every((other) => !overlaps(one, other))).toBe(true)
        expect(wanted.some((want) => want.firstCell === one.firstCell && want.endCell === one.endCell)).toBe(
          true,
        )
      }
    }),
  )
})

function overlaps(a: NewPlace, b: NewPlace): boolean {
  return a.firstCell < b.endCell && b.firstCell < a.endCell
}
