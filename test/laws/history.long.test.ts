import { afterEach, expect, test } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { openLog } from '#platform/log/log.ts'
import { brokenLawsOf } from './checker.ts'
import { type Ground, openGround } from './ground.ts'
import { giveEverythingBack, HALL_EVENTS, playHistory } from './history.ts'
import { deadlocks } from './lastTimes.ts'

const PART = 20_000
/** More on demand: a million takes hours. */
const OPERATIONS = Number(process.env.HISTORY_OPERATIONS ?? 5 * PART)
/** A look reads every row there is: of a history ten times as long ten times as often it would be a hundred times the work. */
const CHECKED_EVERY = OPERATIONS > 5 * PART ? PART : 2_500

let ground: Ground

afterEach(async () => {
  await ground.city.unchanged()
  await ground.close()
})

test(`${OPERATIONS} random operations break no law, looked at every ${CHECKED_EVERY}, and none is a deadlock`, async () => {
  // Both sites have just opened.
  ground = await openGround({
    at: parseInstant('2027-03-01T08:05:00Z'),
    // An answer that nobody should get says nothing of its cause; the log does.
    server: { log: openLog({ level: 'error' }) },
  })
  const before = await deadlocks(ground)
  const outcomes = new Set<string>()
  for (let part = 1; part <= Math.ceil(OPERATIONS / PART); part++) {
    const played = await playHistory(ground, {
      operations: Math.min(PART, OPERATIONS - (part - 1) * PART),
      seed: part,
      workers: 16,
      checkedEvery: CHECKED_EVERY,
    })
    expect(played.faults).toEqual([])
    for (const outcome of played.outcomes.keys()) outcomes.add(outcome)
    expect(await brokenLawsOf(ground.city.ownerUrl, ground.authority.schema)).toEqual([])
  }
  // What answers nothing answers 204.
  const came = (event: string) => outcomes.has(`${event} 200`) || outcomes.has(`${event} 204`)
  expect(HALL_EVENTS.filter((each) => !came(each))).toEqual([])
  expect(await deadlocks(ground)).toBe(before)
  await giveEverythingBack(ground)
  expect(await brokenLawsOf(ground.city.ownerUrl, ground.authority.schema)).toEqual([])
})
