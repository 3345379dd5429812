import { expect, it } from 'vitest'
import { bandOf, bitmapOf, rowBytes } from './bitmap.ts'

it('the leftmost pixel is the highest bit, and rows are filled up to bytes', () => {
  const { width, height, rows } = bitmapOf([
    [true, false, false, false, false, false, false, false, true],
    [false, true, false, false, false, false, false, true, false],
  ])
  expect([width, height, rowBytes(width)]).toEqual([9, 2, 2])
  expect([...rows]).toEqual([0x80, 0x80, 0x41, 0x00])
})

it('a band ends where the picture ends', () => {
  const picture = bitmapOf([[true], [false], [true]])
  expect(bandOf(picture, 2, 5)).toEqual({ width: 1, height: 1, rows: Uint8Array.of(0x80) })
})
