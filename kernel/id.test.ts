import { expect, it } from 'vitest'
import { asId, isId, newId } from './id.ts'
import { parseInstant, plus } from './instant.ts'

const NOW = parseInstant('2026-11-23T08:00:00Z')

it('ids are UUIDs of version 7 that sort by their time', () => {
  const ids = Array.from({ length: 500 }, (_, index) => newId<'visit'>(plus(NOW, index)))
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(ids.toSorted()).toEqual(ids)
})

it('ids of the same millisecond differ', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newId(NOW))).size).toBe(10_000)
})

it('other texts are no ids', () => {
  expect(isId('01a1fbc2-f2e9-7513-b577-336863c153a7')).toBe(true)
  expect(isId('01A1FBC2-F2E9-7513-B577-336863C153A7')).toBe(false)
  expect(() => asId('1')).toThrow(RangeError)
})
