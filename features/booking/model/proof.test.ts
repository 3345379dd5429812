import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '#kernel/instant.ts'
import { boundMatters, numbersFor, readProof, solveChallenge, targetOf, writeChallenge } from './proof.ts'

const salt = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/)

describe('the digest', () => {
  it('is SHA-256, as Node computes it', () => {
    fc.assert(
      fc.property(salt, fc.nat(99_999_999), (text, number) => {
        expect(targetOf(text, number)).toBe(createHash('sha256').update(`${text}.${number}`).digest('hex'))
      }),
    )
  })
})

describe('a challenge', () => {
  const challenge = (numbers: number, number: number) => ({
    salt: 'abcdefghijklmnopqrstuv',
    until: instant(1_800_000_000_000),
    numbers,
    target: targetOf('abcdefghijklmnopqrstuv', number),
    signature: 'ABCDEFGHIJKLMNOPQRSTUV',
  })

  it('is solved by the number that was picked, which is told how far it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 30_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (numbers, at) => {
          const number = Math.floor(numbers * at)
          const heard: number[] = []
          const text = writeChallenge(challenge(numbers, number))
          expect(solveChallenge(text, (done) => heard.push(done))).toBe(`${text}.${number}`)
          expect(heard[0]).toBe(0)
          expect(readProof(`${text}.${number}`)).toEqual({ ...challenge(numbers, number), number })
        },
      ),
      { numRuns: 20 },
    )
  })

  it('without an answer ends', () => {
    expect(solveChallenge(writeChallenge(challenge(500, 500)))).toBeUndefined()
    expect(solveChallenge('nonsense')).toBeUndefined()
  })

  it('costs at most a second where it is hardest by default', () => {
    const text = writeChallenge(challenge(1_000_000, 999_999))
    // Its own work, not the time that others on the machine take from it; four times the room for a slow one.
    const before = process.cpuUsage()
    expect(solveChallenge(text)).toBeDefined()
    const { user, system } = process.cpuUsage(before)
    expect(user + system).toBeLessThan(8_000_000)
  }, 60_000)
})

describe('how much work is asked for', () => {
  const settings = { floor: 100_000, ceiling: 1_000_000 }

  it('stays between floor and ceiling and never falls while more is booked', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (a, b) => {
        const [less, more] = [numbersFor(Math.min(a, b), settings), numbersFor(Math.max(a, b), settings)]
        expect(less).toBeGreaterThanOrEqual(settings.floor)
        expect(more).toBeLessThanOrEqual(settings.ceiling)
        expect(less).toBeLessThanOrEqual(more)
      }),
    )
  })

  it('is the floor on a quiet day and the ceiling in a rush', () => {
    expect([
      numbersFor(0, settings),
      numbersFor(60, settings),
      numbersFor(120, settings),
      numbersFor(9_999, settings),
    ]).toEqual([100_000, 100_000, 200_000, 1_000_000])
  })
})

it('matters are bound in any order', () => {
  const matters = [
    { serviceKey: 'passport', people: 1 },
    { serviceKey: 'identity-card', people: 2 },
  ]
  expect(boundMatters(matters)).toBe(boundMatters(matters.toReversed()))
})
