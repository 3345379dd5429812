import { afterEach, expect, test, vi } from 'vitest'
import { countedKeys, foldEmail, foldName } from '#features/booking/model/person.ts'
import { type Disguise, disguise } from './disguise.ts'
import { type Ground, openGround } from './ground.ts'
import { letLoose, setLimits } from './swarm.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 240_000 })

// The short form of attack A-24; the long one has the sizes of the reference and asks how long the others wait.
const SMALL = {
  contacts: 40,
  belongTo: 4,
  people: 10,
  times: 30,
  seconds: 5,
  patience: 120,
  tenMinutes: 2,
  atOnce: 8,
  offered: 2_000,
}

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

const PEOPLE = [0, 1, 2, 3, 4, 5]
const disguises = (person: number) => Array.from({ length: 20 }, (_, n) => disguise(person, n))
const keysOf = ({ email, phone }: Disguise) => countedKeys({ email, phone: phone ?? null, mobile: null })

test('the disguises of one person are one, those of two are two', () => {
  const shared = PEOPLE.map((person) => {
    const all = disguises(person)
    expect(new Set(all.map(({ name }) => foldName(name))).size).toBe(1)
    return [...new Set(all.flatMap(keysOf))].filter((key) => all.every((each) => keysOf(each).includes(key)))
  })
  expect(shared.map((keys) => keys.length)).toEqual([1, 1, 2, 1, 1, 2])
  expect(new Set(shared.flat()).size).toBe(shared.flat().length)
})

test('addresses and numbers are written in many ways, and only one of them may be the same', () => {
  const differing = (values: readonly unknown[]) => new Set(values).size
  const [byAddress, byNumber, byBoth] = PEOPLE.map(disguises)
  expect(differing(byAddress?.map(({ email }) => email) ?? [])).toBeGreaterThan(10)
  expect(byAddress?.filter(({ phone }) => phone !== undefined)).toEqual([])
  expect(differing(byNumber?.map(({ email }) => foldEmail(email)) ?? [])).toBe(20)
  for (const all of [byNumber, byBoth])
    expect(differing(all?.map(({ phone }) => phone) ?? [])).toBeGreaterThan(15)
})

test('a swarm of contacts gets no more than its people, and everybody else gets a time meanwhile', async () => {
  const outcome = await letLoose(await open({ open: 1, names: 6 }), SMALL)
  expect(outcome.swarm).toBeLessThanOrEqual(SMALL.belongTo)
  expect(outcome.people).toBe(SMALL.people)
})

test('without limits per person it gets more (control)', async () => {
  // Then people may find none at all, however long they try.
  const outcome = await letLoose(await open({ open: 20, names: 20 }), { ...SMALL, patience: SMALL.seconds })
  expect(outcome.swarm).toBeGreaterThan(SMALL.belongTo)
})
