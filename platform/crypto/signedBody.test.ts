import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSentNow, isSigned, signBody } from './signedBody.ts'

const KEY = 'k'.repeat(32)
const OLD = 'o'.repeat(32)
const NOW = 1_800_000_000
const bytes = (text: string) => new TextEncoder().encode(text)
const signed = (time = NOW, key = KEY, body = bytes('a report')) => ({
  ...{ time, body },
  signature: signBody(key, time, body),
})

it('is believed from whoever has a key, also the earlier one while it still stands', () => {
  expect(isSigned([KEY], signed())).toBe(true)
  expect(isSigned([KEY, OLD], signed(NOW, OLD))).toBe(true)
  expect(isSigned([KEY], signed(NOW, OLD))).toBe(false)
})

it('is believed by nobody without a key', () => {
  expect(isSigned([], signed())).toBe(false)
  expect(isSigned([], { ...signed(), signature: '' })).toBe(false)
})

it('is of now: five minutes before and after', () => {
  expect([-300, 300].map((away) => isSentNow({ time: NOW + away }, NOW))).toEqual([true, true])
  expect([-301, 301].map((away) => isSentNow({ time: NOW + away }, NOW))).toEqual([false, false])
})

it('holds for this body at this time alone, whatever somebody moves between the two', () => {
  const moved = { time: 18, body: bytes('00000000\na report') }
  expect(isSigned([KEY], { ...moved, signature: signed().signature })).toBe(false)
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
      fc.pre(Buffer.compare(one, other) !== 0)
      expect(isSigned([KEY], { ...signed(NOW, KEY, one), body: other })).toBe(false)
    }),
  )
  expect(isSigned([KEY], { ...signed(), time: NOW + 1 })).toBe(false)
})
