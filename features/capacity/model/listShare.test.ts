import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { instant, localDate, MINUTE } from '#kernel/instant.ts'
import { cellBits, cellsOf } from '../model.ts'
import { HOUR_CELLS, minutesOfCells } from './budget.ts'
import {
  blockIn,
  gainedRooms,
  LEAST_CELLS,
  type ListQuestion,
  listBlocks,
  listCells,
  minutesGained,
  publicMoment,
} from './listShare.ts'

const idOf = <Kind extends string>(nth: number) => asId<Kind>(`00000000-0000-7000-8000-00000000000${nth}`)
const share = fc.integer({ min: 0, max: 100 })
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const free = fc
  .array(fc.tuple(fc.integer({ min: 84, max: 200 }), fc.integer({ min: 1, max: 40 })), { maxLength: 4 })
  .map((runs) => runs.reduce((bits, [first, length]) => bits | cellBits(first, first + length), 0n))
const rooms = fc
  .array(free, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((bits, nth) => ({ placeId: idOf<'place'>(nth), free: bits })))
const byHour = fc
  .array(fc.integer({ min: 0, max: 300 }), { minLength: 11, maxLength: 11 })
  .map((all) => new Map(all.map((minutes, nth) => [nth + 7, minutes])))

/** Numbers that look drawn, the same each time. */
function drawing(seed: number): () => number {
  let at = seed
  return () => {
    at = (at * 7919 + 0.618_033_988_7) % 1
    return at
  }
}

const lengthOf = (blocks: readonly { firstCell: number; endCell: number }[]) =>
  blocks.reduce((sum, { firstCell, endCell }) => sum + endCell - firstCell, 0)
const sumOf = (minutes: ReadonlyMap<number, number>) => [...minutes.values()].reduce((a, b) => a + b, 0)

describe('the share of what becomes public that goes to the waitlist', () => {
  it('is free, in blocks worth keeping, never more than its part, than was opened, or than is left in an hour', () => {
    fc.assert(
      fc.property(rooms, byHour, byHour, share, random, (all, opened, left, sharePercent, seed) => {
        const leftOf = (hour: number) => left.get(hour) ?? 0
        const blocks = listBlocks({ rooms: all, opened, leftOf, sharePercent, draw: drawing(seed) })
        const taken = new Map<number, number>()
        for (const { placeId, firstCell, endCell } of blocks) {
          const room = all.find((one) => one.placeId === placeId)
          expect(cellBits(firstCell, endCell) & ~(room?.free ?? 0n)).toBe(0n)
          expect(endCell - firstCell).toBeGreaterThanOrEqual(LEAST_CELLS)
          for (const [hour, minutes] of minutesOfCells(firstCell, endCell))
            taken.set(hour, (taken.get(hour) ?? 0) + minutes)
        }
        expect(new Set(blocks.map(({ placeId }) => placeId)).size).toBe(blocks.length)
        for (const [hour, minutes] of taken)
          expect(minutes).toBeLessThanOrEqual(Math.min(opened.get(hour) ?? 0, leftOf(hour)))
        const due = (sumOf(opened) * sharePercent) / 500
        expect(lengthOf(blocks)).toBeLessThanOrEqual(Math.max(due, due > 0 ? LEAST_CELLS : 0))
      }),
    )
  })

  it('is all of its part where there is room, and every place has some of it', () => {
    const day = { firstCell: 96, endCell: 192 }
    const hours = new Map(Array.from({ length: 8 }, (_, nth) => [nth + 8, 4 * 60]))
    const question = (sharePercent: number, seed: number): ListQuestion => ({
      rooms: [0, 1, 2, 3].map((nth) => ({
        placeId: idOf<'place'>(nth),
        free: cellBits(day.firstCell, day.endCell),
      })),
      opened: hours,
      leftOf: () => 240,
      sharePercent,
      draw: drawing(seed),
    })
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 50 }), random, (percent, seed) => {
        const blocks = listBlocks(question(percent, seed))
        expect(lengthOf(blocks)).toBe(Math.floor((4 * 96 * percent) / 100))
        expect(blocks).toHaveLength(4)
      }),
    )
    expect(listBlocks(question(0, 0.3))).toEqual([])
  })

  it('of many small enlargements is on average what it is of a large one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 1, max: 100 }), (minutes, percent) => {
        const due = (minutes * percent) / 500
        const tries = Array.from({ length: 1000 }, (_, nth) =>
          listCells(minutes, percent, (nth + 0.5) / 1000),
        )
        const average = tries.reduce((a, b) => a + b, 0) / tries.length
        if (due < LEAST_CELLS) expect(average).toBeCloseTo(due, 2)
        else expect(average).toBe(Math.floor(due))
      }),
    )
  })

  it('lies anywhere in the longest free run', () => {
    const bits = cellBits(96, 100) | cellBits(110, 130)
    expect(blockIn(bits, 5, 0)).toEqual({ firstCell: 110, endCell: 115 })
    expect(blockIn(bits, 5, 0.999)).toEqual({ firstCell: 125, endCell: 130 })
    expect(blockIn(bits, 50, 0.5)).toEqual({ firstCell: 110, endCell: 130 })
    expect(blockIn(0n, 5, 0.5)).toBeUndefined()
  })
})

describe('what a place gains', () => {
  const [siteId, counterId, day] = [idOf<'site'>(1), idOf<'counter'>(2), localDate('2027-03-10')]
  const place = (firstCell: number, endCell: number, pause: readonly [number, number] | null = null) => ({
    siteId,
    counterId,
    day,
    firstCell,
    endCell,
    breakFirstCell: pause?.[0] ?? null,
    breakEndCell: pause?.[1] ?? null,
    durationPercent: 100,
    mode: 'both' as const,
  })
  const id = idOf<'place'>(3)
  const gained = (
    before: ReturnType<typeof place> & { withdrawn?: boolean },
    as: ReturnType<typeof place>,
    claims: Parameters<typeof gainedRooms>[1] = [],
  ) => {
    const standing = [{ withdrawn: false, ...before, id }]
    return gainedRooms(standing, claims, { make: [], reshape: [{ id, as }], moves: [] })
  }

  it('is all of a new one', () => {
    const make = [{ ...place(96, 120, [100, 106]), id }]
    const [room] = gainedRooms([], [], { make, reshape: [], moves: [] })
    expect(cellsOf(room?.gained ?? 0n)).toHaveLength(18)
  })

  it('is what it had not before: longer hours, a break that goes; nothing where it only becomes shorter', () => {
    expect(gained(place(96, 144), place(90, 150)).map((room) => room.gained)).toEqual([
      cellBits(90, 96) | cellBits(144, 150),
    ])
    expect(gained(place(96, 144, [120, 126]), place(96, 144)).map((room) => room.gained)).toEqual([
      cellBits(120, 126),
    ])
    expect(gained(place(96, 144), place(96, 140))).toEqual([])
    expect(gained({ ...place(96, 144), withdrawn: true }, place(96, 144)).map((room) => room.gained)).toEqual(
      [cellBits(96, 144)],
    )
  })

  it('counts, but is not free where a booking is put', () => {
    const claims = [{ id: idOf<'claim'>(4), placeId: id, firstCell: 144, endCell: 147 }]
    const [room] = gained(place(96, 144), place(96, 156), claims)
    expect(room?.free).toBe(cellBits(147, 156))
    expect(minutesGained(room ? [room] : [], () => 0.5)).toEqual(new Map([[144 / HOUR_CELLS, 30]]))
  })
})

it('becomes public within the hour, at the earliest at once', () => {
  expect(publicMoment(instant(0), 0)).toBe(0)
  expect(publicMoment(instant(0), 0.999_999)).toBeLessThan(60 * MINUTE)
})
