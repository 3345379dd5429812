import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, MINUTE } from '#kernel/instant.ts'
import { cellBits, cellsOf, freeCells } from '../model.ts'
import { listBlock, publicMoment } from './listShare.ts'

const place = fc
  .record({
    firstCell: fc.integer({ min: 0, max: 150 }),
    length: fc.integer({ min: 1, max: 140 }),
    taken: fc.array(fc.integer({ min: 0, max: 290 }), { maxLength: 20 }),
  })
  .map(({ firstCell, length, taken }) => ({
    firstCell,
    endCell: firstCell + length,
    breakFirstCell: length > 10 ? firstCell + 4 : null,
    breakEndCell: length > 10 ? firstCell + 6 : null,
    taken: taken.reduce((bits, cell) => bits | cellBits(cell, cell + 1), 0n),
  }))
const share = fc.integer({ min: 0, max: 100 })
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the share of a new place that goes to the waitlist', () => {
  it('is free, in one piece, and never more than its part', () => {
    fc.assert(
      fc.property(place, share, random, (one, percent, where) => {
        const block = listBlock(one, percent, where)
        if (!block) return
        const cells = cellBits(block.firstCell, block.endCell)
        expect(cells & ~freeCells(one)).toBe(0n)
        expect(cellsOf(cells).length * 100).toBeLessThanOrEqual(cellsOf(freeCells(one)).length * percent)
      }),
    )
  })

  it('of an empty place without break is exactly its part', () => {
    const one = { firstCell: 96, endCell: 196, breakFirstCell: null, breakEndCell: null, taken: 0n }
    for (const where of [0, 0.5, 0.999]) {
      const block = listBlock(one, 20, where)
      expect(block && block.endCell - block.firstCell).toBe(20)
    }
    expect(listBlock(one, 0, 0.5)).toBeUndefined()
  })
})

it('becomes public within the hour, at the earliest at once', () => {
  expect(publicMoment(instant(0), 0)).toBe(0)
  expect(publicMoment(instant(0), 0.999_999)).toBeLessThan(60 * MINUTE)
})
