import { expect, test } from 'vitest'
import { instant } from '#kernel/instant.ts'
import type { Authority } from './authority.ts'
import { type MemoryStore, memoryOf } from './transaction.ts'

const MINUTE = 60_000

function authority(key: string, createdAt = 0): Authority {
  return {
    key,
    schema: `city_${key}`,
    role: `dran_${key}`,
    hostnames: [],
    demo: false,
    demoOffset: 0,
    createdAt: instant(createdAt),
    version: 1,
  }
}

test('what is kept for an authority is the same in every transaction, and its own', () => {
  const store: MemoryStore = new Map()
  const kept = memoryOf(store, authority('a'), 0)
  expect(memoryOf(store, authority('a'), MINUTE)).toBe(kept)
  expect(memoryOf(store, authority('b'), MINUTE)).not.toBe(kept)
})

test('an authority that was removed and made again under its key begins with nothing', () => {
  const store: MemoryStore = new Map()
  memoryOf(store, authority('a', 1), 0).set('plan', {})
  expect(memoryOf(store, authority('a', 2), 0).size).toBe(0)
})

test('what was kept for authorities that nobody asks for goes', () => {
  const store: MemoryStore = new Map()
  for (let number = 0; number < 100; number++) memoryOf(store, authority(`a${number}`), 0)
  memoryOf(store, authority('a7'), 14 * MINUTE)
  memoryOf(store, authority('new'), 16 * MINUTE)
  expect([...store.keys()]).toEqual(['a7 0', 'new 0'])
})
