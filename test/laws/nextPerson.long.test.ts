import { afterEach, expect, test } from 'vitest'
import {
  CALLING,
  callsInJournal,
  fillHall,
  pressNext,
  rightOrder,
  seatClerks,
  serveCalled,
} from './clerks.ts'
import { type Ground, openGround } from './ground.ts'

const CLERKS = 10
const PEOPLE = 200
const HALLS = 25

let ground: Ground

afterEach(async () => {
  await ground.city.unchanged()
  await ground.close()
})

test('ten clerks call five thousand people, each once and in the right order', async () => {
  ground = await openGround({ at: CALLING })
  const clerks = await seatClerks(ground, CLERKS)
  const expected: string[] = []
  for (let hall = 0; hall < HALLS; hall++) {
    await fillHall(ground, PEOPLE)
    const order = await rightOrder(ground)
    expected.push(...order)
    for (let called = 0; called < PEOPLE; called += CLERKS) {
      const { visits } = await pressNext(clerks)
      expect(visits.toSorted()).toEqual(order.slice(called, called + CLERKS).toSorted())
      await serveCalled(ground, clerks)
    }
  }
  expect(expected).toHaveLength(HALLS * PEOPLE)
  expect(await callsInJournal(ground)).toEqual(expected)
})
