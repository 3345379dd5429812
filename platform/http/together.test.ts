import { expect, test } from 'vitest'
import { createTogether } from './together.ts'

/** Work that ends when it is told to, and counts how often it began. */
function controlled() {
  const ends: ((value: number) => void)[] = []
  return {
    ends,
    work: () => new Promise<number>((resolve) => ends.push(resolve)),
  }
}

test('whoever asks while work is under way shares the next, which begins after they asked', async () => {
  const together = createTogether<number>()
  const { ends, work } = controlled()
  const first = together('page', work)
  const others = [together('page', work), together('page', work)]
  expect(ends).toHaveLength(1)
  ends[0]?.(1)
  expect(await first).toBe(1)
  expect(ends).toHaveLength(2)
  const later = together('page', work)
  ends[1]?.(2)
  expect(await Promise.all(others)).toEqual([2, 2])
  ends[2]?.(3)
  expect(await later).toBe(3)
  expect(ends).toHaveLength(3)
})

test('other names do not wait for one another, and nothing is kept when all is over', async () => {
  const together = createTogether<number>()
  const { ends, work } = controlled()
  const both = [together('a', work), together('b', work)]
  expect(ends).toHaveLength(2)
  ends.forEach((end, index) => {
    end(index)
  })
  await Promise.all(both)
  const again = together('a', work)
  expect(ends).toHaveLength(3)
  ends[2]?.(7)
  expect(await again).toBe(7)
})

test('work that fails fails for those who share it, and not for the next', async () => {
  const together = createTogether<number>()
  const failing = together('a', () => Promise.reject(new Error('no')))
  const next = together('a', async () => 5)
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe(5)
})
