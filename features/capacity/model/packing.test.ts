import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { cellBits, cellsFor, choosePlaces, freeCells, type Place } from '../model.ts'
import { joinFreeCells, type PackedClaim, placeAnew, type Room, runsOf } from './packing.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const SERVICES = [1, 2, 3].map((number) => numbered<'service'>(number))

const bitsOn = (claim: PackedClaim, room: Room) =>
  cellBits(claim.firstCell, claim.firstCell + cellsFor(claim.minutes, room.durationPercent))
const open = (room: Room) => freeCells({ ...room, taken: 0n })

const anyRoom = (number: number) =>
  fc
    .record({
      first: fc.integer({ min: 0, max: 12 }),
      length: fc.integer({ min: 24, max: 60 }),
      pause: fc.boolean(),
      durationPercent: fc.constantFrom(100, 100, 100, 150),
      skills: fc.subarray(SERVICES, { minLength: 1 }),
    })
    .map(
      ({ first, length, pause, durationPercent, skills }): Room => ({
        id: numbered(number),
        firstCell: first,
        endCell: first + length,
        breakFirstCell: pause ? first + 12 : null,
        breakEndCell: pause ? first + 15 : null,
        durationPercent,
        skills: new Set(skills),
      }),
    )
const anyRooms = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyRoom(index + 1))))
const anyClaims = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 70 }),
    minutes: fc.constantFrom(5, 15, 20, 30, 45),
    service: fc.constantFrom(...SERVICES),
    place: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 30 },
)

/** Claims as they may lie: at places that can take them, none on another; some lie nowhere. */
function lying(
  rooms: readonly Room[],
  wishes: readonly { at: number; minutes: number; service: Id<'service'>; place: number }[],
) {
  const taken = new Map<Id<'place'>, bigint>()
  return wishes.map(({ at, minutes, service, place }, index): PackedClaim => {
    const claim = {
      id: numbered<'claim'>(index + 1),
      placeId: null,
      firstCell: at,
      endCell: at + cellsFor(minutes, 100),
      minutes,
      services: [service],
      fixed: false,
    }
    const room = rooms[place]
    if (!room?.skills.has(service)) return claim
    const bits = bitsOn(claim, room)
    const free = open(room) & ~(taken.get(room.id) ?? 0n)
    if ((free & bits) !== bits) return claim
    taken.set(room.id, (taken.get(room.id) ?? 0n) | bits)
    return { ...claim, placeId: room.id, endCell: at + cellsFor(minutes, room.durationPercent) }
  })
}

const anyDay = fc
  .tuple(anyRooms, anyClaims)
  .map(([rooms, wishes]) => ({ rooms, claims: lying(rooms, wishes) }))

/** What lies on each place; throws where two share a cell, where one lies outside, or where a skill is missing. */
function checked(
  rooms: readonly Room[],
  claims: readonly PackedClaim[],
  placed: ReadonlyMap<Id<'claim'>, Id<'place'>>,
) {
  const taken = new Map<Id<'place'>, bigint>()
  for (const claim of claims) {
    const id = placed.get(claim.id)
    const room = rooms.find((one) => one.id === id)
    if (!room) continue
    const bits = bitsOn(claim, room)
    expect(open(room) & bits).toBe(bits)
    expect((taken.get(room.id) ?? 0n) & bits).toBe(0n)
    expect(claim.services.every((service) => room.skills.has(service))).toBe(true)
    taken.set(room.id, (taken.get(room.id) ?? 0n) | bits)
  }
  return taken
}

describe('placing anew', () => {
  test('takes no cell twice, leaves nobody out of sight, and nobody worse off who lay well', () => {
    fc.assert(
      fc.property(anyDay, ({ rooms, claims }) => {
        const { placed, unplaced } = placeAnew(rooms, claims)
        checked(rooms, claims, placed)
        expect(placed.size + unplaced.length).toBe(claims.length)
        expect(unplaced.length).toBeLessThanOrEqual(claims.filter(({ placeId }) => placeId === null).length)
      }),
      { numRuns: 400 },
    )
  })

  test('leaves somebody without a place only where an exact search finds no better way, in nearly all cases', () => {
    let [ours, exact] = [0, 0]
    fc.assert(
      fc.property(anyDay, ({ rooms, claims }) => {
        const day = claims.slice(0, 9)
        ours += placeAnew(rooms, day).placed.size
        exact += mostPlaced(rooms, day)
      }),
      { numRuns: 150, seed: 7 },
    )
    expect(ours).toBeLessThanOrEqual(exact)
    expect(ours / exact).toBeGreaterThan(0.98)
  })
})

describe('joining free cells', () => {
  test('moves nobody in time, leaves nobody without a place, and makes longer runs', () => {
    fc.assert(
      fc.property(anyDay, ({ rooms, claims }) => {
        const well = claims.filter(({ placeId }) => placeId !== null)
        const packing = joinFreeCells(rooms, well)
        if (!packing) return
        expect(packing.unplaced).toEqual([])
        checked(rooms, well, packing.placed)
      }),
      { numRuns: 400 },
    )
  })

  test('finds the long run that two half empty places hide', () => {
    const rooms: Room[] = [1, 2].map((number) => ({
      id: numbered(number),
      firstCell: 0,
      endCell: 24,
      breakFirstCell: null,
      breakEndCell: null,
      durationPercent: 100,
      skills: new Set(SERVICES),
    }))
    const claim = (number: number, firstCell: number, place: number): PackedClaim => ({
      id: numbered(number),
      placeId: numbered(place),
      firstCell,
      endCell: firstCell + 6,
      minutes: 30,
      services: SERVICES.slice(0, 1),
      fixed: false,
    })
    const claims = [claim(1, 0, 1), claim(2, 6, 2), claim(3, 12, 1), claim(4, 18, 2)]
    const packing = joinFreeCells(rooms, claims)
    expect(new Set(packing?.placed.values()).size).toBe(1)
  })
})

test('on each of ten generated days the filled share is at least 0.95 of that of an exact planner', () => {
  const shares = Array.from({ length: 10 }, (_, day) => {
    const random = dice(20_261_121 + day)
    const rooms = Array.from(
      { length: 3 + (day % 2) },
      (_, index): Room => ({
        id: numbered(index + 1),
        firstCell: 0,
        endCell: 48,
        breakFirstCell: index % 2 === 0 ? 22 : null,
        breakEndCell: index % 2 === 0 ? 26 : null,
        durationPercent: index === 2 ? 150 : 100,
        skills: new Set(SERVICES.slice(0, 1 + (index % 3))),
      }),
    )
    const wishes = Array.from({ length: 60 }, (_, index) => ({
      id: numbered<'claim'>(index + 1),
      firstCell: Math.floor(random() * 46),
      minutes: [10, 15, 15, 20, 30][Math.floor(random() * 5)] ?? 15,
      services: [SERVICES[Math.floor(random() ** 2 * 3)] ?? numbered<'service'>(1)],
    }))
    const filled = (claims: readonly PackedClaim[]) => claims.reduce((sum, { minutes }) => sum + minutes, 0)
    return { ours: filled(bookedOneByOne(rooms, wishes)), exact: filled(bookedExactly(rooms, wishes)) }
  })
  for (const { ours, exact } of shares) {
    expect(exact).toBeGreaterThan(0)
    expect(ours / exact).toBeGreaterThanOrEqual(0.95)
  }
})

type Wish = Pick<PackedClaim, 'id' | 'firstCell' | 'minutes' | 'services'>

/** Booking as it is: the best place that is free now, and the day re-packed after each fifth booking. */
function bookedOneByOne(rooms: readonly Room[], wishes: readonly Wish[]): PackedClaim[] {
  let claims: PackedClaim[] = []
  for (const [index, wish] of wishes.entries()) {
    const start = startFor(
      wish,
      (firstCell) => choosePlaces(placesOf(rooms, claims), firstCell, wish.minutes, wish.services)[0],
    )
    if (start) {
      const { firstCell, found } = start
      const endCell = firstCell + cellsFor(wish.minutes, found.durationPercent)
      claims.push({ ...wish, placeId: found.id, firstCell, endCell, fixed: false })
    }
    if (index % 5 !== 4) continue
    const packing = joinFreeCells(rooms, claims)
    if (!packing) continue
    claims = claims.map((claim) => {
      const room = rooms.find(({ id }) => id === packing.placed.get(claim.id))
      if (!room) return claim
      return {
        ...claim,
        placeId: room.id,
        endCell: claim.firstCell + cellsFor(claim.minutes, room.durationPercent),
      }
    })
  }
  return claims
}

/** The first start within an hour after the wished one that can be had. */
function startFor<T>(wish: Wish, find: (firstCell: number) => T | undefined) {
  for (let firstCell = wish.firstCell; firstCell < wish.firstCell + 12; firstCell++) {
    const found = find(firstCell)
    if (found !== undefined) return { firstCell, found }
  }
  return undefined
}

function placesOf(rooms: readonly Room[], claims: readonly PackedClaim[]): Place[] {
  return rooms.map((room) => ({
    ...room,
    siteId: numbered(1),
    counterId: numbered(1),
    day: localDate('2027-03-01'),
    mode: 'both',
    taken: claims
      .filter(({ placeId }) => placeId === room.id)
      .reduce((bits, claim) => bits | cellBits(claim.firstCell, claim.endCell), 0n),
  }))
}

/** A planner that takes a wish whenever any arrangement of everybody taken so far allows it: slow and exact. */
function bookedExactly(rooms: readonly Room[], wishes: readonly Wish[]): PackedClaim[] {
  const claims: PackedClaim[] = []
  for (const wish of wishes) {
    const start = startFor(wish, (firstCell) => {
      const claim = { ...wish, placeId: null, firstCell, endCell: firstCell + 1, fixed: false }
      return canAllLie(rooms, [...claims, claim]) ? claim : undefined
    })
    if (start) claims.push(start.found)
  }
  return claims
}

/** Is there any arrangement? Claims in order of their starts; a state is what each place is busy until. */
function canAllLie(rooms: readonly Room[], claims: readonly PackedClaim[]): boolean {
  const order = claims.toSorted((a, b) => a.firstCell - b.firstCell)
  const dead = new Set<string>()
  const from = (index: number, busyUntil: readonly number[]): boolean => {
    const claim = order[index]
    if (!claim) return true
    const state = `${index} ${busyUntil.map((until) => Math.max(until, claim.firstCell)).join()}`
    if (dead.has(state)) return false
    const fits = rooms.some((room, at) => {
      if ((busyUntil[at] ?? 0) > claim.firstCell) return false
      if (!claim.services.every((service) => room.skills.has(service))) return false
      const bits = bitsOn(claim, room)
      if ((open(room) & bits) !== bits) return false
      const until = claim.firstCell + cellsFor(claim.minutes, room.durationPercent)
      return from(
        index + 1,
        busyUntil.map((busy, nth) => (nth === at ? until : busy)),
      )
    })
    if (!fits) dead.add(state)
    return fits
  }
  return from(
    0,
    rooms.map(() => 0),
  )
}

/** The most claims that can have a place at once: every subset, the largest first. */
function mostPlaced(rooms: readonly Room[], claims: readonly PackedClaim[]): number {
  const subsets = Array.from({ length: 2 ** claims.length }, (_, mask) =>
    claims.filter((_, bit) => (mask >> bit) & 1),
  )
  subsets.sort((a, b) => b.length - a.length)
  return subsets.find((subset) => canAllLie(rooms, subset))?.length ?? 0
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('runs are counted', () => {
  expect(runsOf(0n)).toEqual([])
  expect(runsOf(0b1101110n).sort()).toEqual([2, 3])
})
