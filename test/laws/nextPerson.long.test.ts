import { afterEach, expect, test } from 'vitest'
import {
  CALLING,
  callsInJournal,
  fillHall,
  rightOrder,
  seatClerks,
  serveCalled,
  withdrawCalls,
} from './clerks.ts'
import { type Ground, openGround } from './ground.ts'
import { openPressers } from './presses.ts'

const CLERKS = 10
/** Presses of each clerk at the same instant, and how many of them go over HTTP. */
const EACH = 20
const BY_HTTP = 1
const PEOPLE = 200
const PRESSES = 100_000
/** So many times in a row the same people are called: after each but the last the calls are taken back. */
const AGAIN = 10

let ground: Ground

afterEach(async () => {
  await ground.city.unchanged()
  await ground.close()
})

// The control, without lock, version and keys, stands in nextPerson.db.test.ts.
test(`in ${PRESSES} presses of "next" nobody is called twice, and always the right ones`, async () => {
  ground = await openGround({ at: CALLING })
  const clerks = await seatClerks(ground, CLERKS)
  const pressers = await openPressers(ground, clerks)
  const expected: string[] = []
  let order: string[] = []
  for (let round = 0; round < PRESSES / (CLERKS * EACH); round++) {
    if (order.length === 0) {
      await fillHall(ground, PEOPLE)
      order = await rightOrder(ground)
    }
    const first = order.slice(0, CLERKS)
    expected.push(...first)
    const { visits, refusals } = await pressers.press(EACH, BY_HTTP)
    expect(visits.toSorted()).toEqual(first.toSorted())
    expect(new Set(refusals)).toEqual(new Set(['counter_busy']))
    expect(visits.length + refusals.length).toBe(CLERKS * EACH)
    if (round % AGAIN < AGAIN - 1) await withdrawCalls(ground, clerks)
    else {
      await serveCalled(ground, clerks)
      order = order.slice(CLERKS)
    }
  }
  await pressers.close()
  expect(await callsInJournal(ground)).toEqual(expected)
})
