import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { asOwner } from '#test/city.ts'
import { brokenLaws, brokenLawsOf, CHECKED_LAWS } from './checker.ts'
import { LAST_DONE, PLANTED, TAKEN_BACK_AMISS, TAKING_BACK } from './faults.ts'
import { type Ground, openGround } from './ground.ts'
import { MADE_PUBLIC } from './history/list.ts'
import { giveEverythingBack, HALL_EVENTS, playHistory, seldomSeen } from './history.ts'
import { deadlocks } from './lastTimes.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000 })

let ground: Ground
let deadlocksBefore: number

beforeAll(async () => {
  ground = await openGround({ at: parseInstant('2027-03-01T07:30:00Z') })
  deadlocksBefore = await deadlocks(ground)
})
afterAll(() => ground.city.drop())
afterEach(() => ground.city.unchanged())

const broken = () => brokenLawsOf(ground.city.ownerUrl, ground.authority.schema)

test('1,500 random operations at once break no law, looked at every 250', async () => {
  const played = await playHistory(ground, { operations: 1_500, seed: 11, workers: 12, checkedEvery: 250 })
  expect(played.faults).toEqual([])
  expect([...played.outcomes.keys()]).toEqual(
    expect.arrayContaining([
      'confirm 200',
      'move 200',
      'change booked matters 200',
      'cancel 204',
      'check in 200',
      'finish 200',
      'send again 200',
      'close 200',
      'move two linked visits 200',
    ]),
  )
  // In so few operations not every press of the hall meets somebody; in the long history each does.
  expect(HALL_EVENTS.filter((each) => played.outcomes.has(`${each} 200`)).length).toBeGreaterThan(
    HALL_EVENTS.length / 2,
  )
  expect(played.counts.get(MADE_PUBLIC)).toBeGreaterThan(0)
  for (const [what, count] of Object.entries(await seldomSeen(ground))) expect(count, what).toBeGreaterThan(0)
  expect(await broken()).toEqual([])
})

/** What the checker says of the rows with these faults in them. */
function brokenWith(faults: readonly string[]): Promise<string[]> {
  return asOwner(ground.city.ownerUrl, async (client) => {
    await client.query(`BEGIN; SET LOCAL search_path TO ${ground.authority.schema}`)
    // Foreign keys and the checks of states would not let the fault in.
    await client.query('SET LOCAL session_replication_role = replica')
    for (const fault of faults) await client.query(fault)
    const seen = await brokenLaws(async (query) => (await client.query<object>(query)).rows)
    await client.query('ROLLBACK')
    return seen
  })
}

test.each(PLANTED)('the checker sees it when $law does not hold', async ({ law, statements }) => {
  expect((await brokenWith(statements)).map((line) => line.split(': ')[0])).toContain(law)
})

test('the checker knows of every event that takes something back what it may take back', async () => {
  const seen = (await brokenWith(TAKEN_BACK_AMISS)).find((line) => line.startsWith(LAST_DONE))
  expect(seen).toContain(`${LAST_DONE}: ${TAKING_BACK.length},`)
})

test('every law that the checker knows has been seen broken', () => {
  expect(PLANTED.map(({ law }) => law).toSorted()).toEqual(CHECKED_LAWS.toSorted())
})

test('whoever gives a time back gives all its cells back', async () => {
  await giveEverythingBack(ground)
  expect(await broken()).toEqual([])
  const cells = await ground.sql(
    "SELECT FROM claim_cell x JOIN claim c ON c.id = x.claim_id JOIN visit v ON v.id = c.visit_id WHERE v.state IN ('held', 'booked')",
  )
  expect(cells).toEqual([])
})

test('nothing of this was a deadlock', async () => {
  // Connections tell what they counted when they end, or with the next thing they do.
  await ground.server.stop()
  await Promise.all(Array.from({ length: 4 }, () => ground.now()))
  expect(await deadlocks(ground)).toBe(deadlocksBefore)
})
