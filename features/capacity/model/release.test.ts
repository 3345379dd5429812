import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { cellBits, cellsFor, type NewPlace } from '../model.ts'
import type { PackedClaim } from './packing.ts'
import { type DayRelease, displacedFreed, isAsWanted, planDay, type StandingPlace } from './release.ts'

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
    mode: 'both',
  }
}

function standing(as: NewPlace, { withdrawn = false, id = 1 } = {}): StandingPlace {
  return { ...as, id: numbered(id), withdrawn }
}

function claim(number: number, firstCell: number, placeNumber: number | null, rest = {}): PackedClaim {
  return {
    id: numbered(number),
    placeId: placeNumber === null ? null : numbered(placeNumber),
    firstCell,
    endCell: firstCell + 3,
    minutes: 15,
    services: [SERVICE],
    fixed: false,
    ...rest,
  }
}

const SERVICE = numbered<'service'>(1)
const morning = place(96, 144)
const longer = place(90, 144)
const afternoon = place(156, 192)
const NOTHING: DayRelease = { make: [], reshape: [], remove: [], withdraw: [], moves: [] }

/** Every counter can serve everything, unless its number stands in `unable`. */
function plan(
  wanted: readonly NewPlace[],
  before: readonly StandingPlace[],
  claims: readonly PackedClaim[] = [],
  unable: readonly number[] = [],
): DayRelease {
  let next = 1_000
  return planDay(wanted, before, claims, {
    skillsOf: (counter) => new Set(unable.some((number) => counter === numbered(number)) ? [] : [SERVICE]),
    newPlaceId: () => numbered(next++),
  })
}

describe('a place', () => {
  test('that stands as wanted stays and is not made again', () => {
    expect(isAsWanted([morning], [standing(morning)])).toBe(true)
    expect(isAsWanted([morning, afternoon], [standing(morning)])).toBe(false)
    expect(plan([morning, afternoon], [standing(morning)])).toEqual({
      ...NOTHING,
      make: [{ ...afternoon, id: numbered(1_000) }],
    })
  })

  test('that is no longer wanted goes', () => {
    expect(plan([], [standing(morning)])).toEqual({ ...NOTHING, remove: [numbered(1)] })
  })

  test('takes the bounds of the shift as it is now, with what is booked there', () => {
    expect(plan([longer], [standing(morning)], [claim(1, 100, 1)])).toEqual({
      ...NOTHING,
      reshape: [{ id: numbered(1), as: longer }],
    })
  })

  test('on which a visit has begun stays until the day is over, closed to others', () => {
    const begun = claim(1, 96, 1, { fixed: true })
    expect(plan([], [standing(morning)], [begun])).toEqual({ ...NOTHING, withdraw: [numbered(1)] })
    expect(plan([], [standing(morning, { withdrawn: true })], [begun])).toEqual(NOTHING)
  })
})

describe('a booking whose place falls away', () => {
  const second = standing(place(96, 144, 2), { id: 2 })

  test('goes to another place at the same time', () => {
    const after = plan([second], [standing(morning), second], [claim(1, 100, 1)])
    expect(after.moves).toEqual([
      { claimId: numbered(1), placeId: numbered(2), firstCell: 100, endCell: 103 },
    ])
  })

  test('has others make room for it', () => {
    // Only counter 2 is left for the long one, and the short one that lies there can go to counter 3.
    const wanted = [second, place(96, 110, 3)]
    const claims = [claim(1, 100, 1, { minutes: 60, endCell: 112 }), claim(2, 100, 2)]
    const { moves } = plan(
      wanted,
      [standing(morning), second, standing(place(96, 110, 3), { id: 3 })],
      claims,
    )
    expect(new Map(moves.map((move) => [move.claimId, move.placeId]))).toEqual(
      new Map([
        [numbered(1), numbered(2)],
        [numbered(2), numbered(3)],
      ]),
    )
  })

  test('is left without one where nothing else is free or able, and gets one again later', () => {
    const taken = claim(2, 99, 2)
    const { moves } = plan([second], [standing(morning), second], [claim(1, 100, 1), taken])
    expect(moves).toEqual([{ claimId: numbered(1), placeId: null, firstCell: 100, endCell: 103 }])
    expect(plan([second], [standing(morning), second], [claim(1, 100, 1)], [2]).moves).toMatchObject([
      { placeId: null },
    ])
    expect(plan([second], [second], [claim(1, 100, null)]).moves).toMatchObject([{ placeId: numbered(2) }])
  })
})

const anyBounds = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 3 }))
  .map(([first, length, counter]) => place(first, first + length, counter))
const apart = fc
  .array(anyBounds, { maxLength: 6 })
  .map((places) =>
    places.filter((one, index) => places.slice(0, index).every((other) => !overlap(one, other))),
  )
const anyDay = fc
  .record({
    wanted: apart,
    before: apart,
    skills: fc.subarray([1, 2, 3]),
    claims: fc.array(
      fc.record({
        at: fc.nat(),
        place: fc.nat(),
        minutes: fc.integer({ min: 5, max: 40 }),
        fixed: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ wanted, before, skills, claims }) => {
    const places = before.map((one, index) => standing(one, { id: index + 1 }))
    const lying: PackedClaim[] = []
    for (const [index, { at, place: nth, minutes, fixed }] of claims.entries()) {
      const on = places[nth % Math.max(places.length, 1)]
      if (!on) continue
      const firstCell = on.firstCell + (at % (on.endCell - on.firstCell))
      const endCell = firstCell + cellsFor(minutes, on.durationPercent)
      const one = claim(index + 1, firstCell, null, { placeId: on.id, endCell, minutes, fixed })
      const free = lying.every((other) => other.placeId !== on.id || (bits(other) & bits(one)) === 0n)
      if (endCell <= on.endCell && free) lying.push(one)
    }
    return { wanted, places, lying, unable: [1, 2, 3].filter((counter) => !skills.includes(counter)) }
  })

const bits = ({ firstCell, endCell }: { firstCell: number; endCell: number }) => cellBits(firstCell, endCell)

test('after a release the places are those wanted, no cell is taken twice, and no booking is lost or moved in time', () => {
  fc.assert(
    fc.property(anyDay, ({ wanted, places, lying, unable }) => {
      const after = plan(wanted, places, lying, unable)
      const gone = new Set([...after.remove, ...after.withdraw])
      const shapes = new Map(after.reshape.map(({ id, as }) => [id, as]))
      const open = [
        ...places.filter(({ id }) => !gone.has(id)).map((one) => ({ ...one, ...shapes.get(one.id) })),
        ...after.make,
      ]
      expect(open.map(written).sort()).toEqual(wanted.map(written).sort())
      const moves = new Map(after.moves.map((move) => [move.claimId, move]))
      const taken = new Map<string, bigint>()
      for (const one of lying) {
        const now = { ...one, ...moves.get(one.id) }
        expect(now.firstCell).toBe(one.firstCell)
        if (one.fixed) expect(moves.has(one.id)).toBe(false)
        if (now.placeId === null) continue
        expect(after.remove).not.toContain(now.placeId)
        expect((taken.get(now.placeId) ?? 0n) & bits(now)).toBe(0n)
        taken.set(now.placeId, (taken.get(now.placeId) ?? 0n) | bits(now))
        if (one.fixed) continue
        const on = open.find(({ id }) => id === now.placeId)
        expect(on && on.firstCell <= now.firstCell && now.endCell <= on.endCell).toBe(true)
        expect(unable.every((counter) => on?.counterId !== numbered(counter))).toBe(true)
      }
    }),
  )
})

test('writing a release in any order meets no two places of a counter that begin alike (constraint place_once)', () => {
  fc.assert(
    fc.property(anyDay, ({ wanted, places, lying }) => {
      const after = plan(wanted, places, lying)
      const starts = new Map(
        places.filter(({ id }) => !after.remove.includes(id)).map((one) => [one.id, start(one)]),
      )
      const change = (id: Id<'place'>, to: string) => {
        starts.delete(id)
        expect([...starts.values()]).not.toContain(to)
        starts.set(id, to)
      }
      for (const { id, as } of after.reshape) change(id, start(as))
      for (const one of after.make) change(one.id, start(one))
    }),
  )
})

const start = ({ counterId, firstCell }: NewPlace) => `${counterId} ${firstCell}`
const written = ({ counterId, firstCell, endCell }: NewPlace) => `${counterId} ${firstCell} ${endCell}`

function overlap(a: NewPlace, b: NewPlace): boolean {
  return a.counterId === b.counterId && a.firstCell < b.endCell && b.firstCell < a.endCell
}

describe('a time kept for the waitlist', () => {
  const kept = claim(7, 100, 1)
  const displaced = (release: Partial<DayRelease>, before = [standing(morning)]) =>
    displacedFreed([kept], before, { ...NOTHING, ...release })

  test('stays where the plan changes elsewhere on its day', () => {
    const other = standing(place(96, 144, 2), { id: 2 })
    expect(displaced({ remove: [numbered(2)] }, [standing(morning), other])).toEqual([])
    expect(displaced({ reshape: [{ id: numbered(1), as: longer }] })).toEqual([])
  })

  test('goes with its place, with its cells, and where a booking needs them', () => {
    expect(displaced({ remove: [numbered(1)] })).toEqual([kept.id])
    expect(displaced({ withdraw: [numbered(1)] })).toEqual([kept.id])
    expect(displaced({ reshape: [{ id: numbered(1), as: place(102, 144) }] })).toEqual([kept.id])
    const rest = { ...morning, breakFirstCell: 101, breakEndCell: 107 }
    expect(displaced({ reshape: [{ id: numbered(1), as: rest }] })).toEqual([kept.id])
    const move = {
      claimId: numbered<'claim'>(8),
      placeId: numbered<'place'>(1),
      firstCell: 102,
      endCell: 105,
    }
    expect(displaced({ moves: [move] })).toEqual([kept.id])
    expect(displaced({ moves: [{ ...move, firstCell: 103, endCell: 106 }] })).toEqual([])
  })
})
