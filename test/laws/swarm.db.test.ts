import { afterEach, expect, test } from 'vitest'
import { foldEmail, foldName } from '#features/booking/model/person.ts'
import { type Ground, openGround } from './ground.ts'
import { disguise, letLoose, setLimits } from './swarm.ts'

// The short form of attack A-24; the long one has the sizes of the reference.
const SMALL = { contacts: 40, belongTo: 4, people: 10, times: 30, seconds: 6, atOnce: 8 }

let ground: Ground | undefined
afterEach(async () => {
  await ground?.city.unchanged()
  await ground?.close()
})

async function open(limits: { readonly open: number; readonly names: number }): Promise<Ground> {
  ground = await openGround()
  await setLimits(ground, limits)
  return ground
}

test('the disguises of one person are one, those of two are two', () => {
  for (const person of [0, 1, 2]) {
    const all = Array.from({ length: 20 }, (_, n) => disguise(person, n))
    expect(new Set(all.map(({ email }) => email)).size).toBeGreaterThan(10)
    expect(new Set(all.map(({ email }) => foldEmail(email)))).toEqual(
      new Set([`schwarm${person}x@mail.example`]),
    )
    expect(new Set(all.map(({ name }) => foldName(name))).size).toBe(1)
  }
})

test('a swarm of contacts gets no more than its people, and the others get theirs in time', async () => {
  const outcome = await letLoose(await open({ open: 1, names: 6 }), SMALL)
  expect(outcome.swarm).toBeLessThanOrEqual(SMALL.belongTo)
  expect(outcome.people).toBe(SMALL.people)
  // Eighteen send at once: on a machine that is slow at everything, no second is promised to anybody.
  expect(outcome.peopleP95).toBeLessThan(Math.max(1_000, 100 * outcome.alone))
}, 90_000)

test('without limits per person it gets more (control)', async () => {
  const outcome = await letLoose(await open({ open: 20, names: 20 }), SMALL)
  expect(outcome.swarm).toBeGreaterThan(SMALL.belongTo)
}, 90_000)
