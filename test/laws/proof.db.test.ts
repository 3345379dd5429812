import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readProof, writeChallenge } from '#features/booking/model/proof.ts'
import { HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Ground, openGround, setClocks } from './ground.ts'
import type { Visitor } from './http.ts'
import { proofOf } from './proven.ts'

// Attack A-23: a proof of work is sent again, by another browser, with other data or too late. The control takes the
// table of spent proofs away.

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 240_000 })

const MATTERS = [{ service: 'identity-card', people: 1 }]
/** Sent again as it is; with other faults fewer show it. */
const REPLAYS = 1_000
const ATTEMPTS = 250
const AT_ONCE = 50

let ground: Ground
let times: readonly { readonly site: string; readonly startsAt: string }[]

beforeAll(async () => {
  // What one browser may ask is not what stops it here.
  ground = await openGround({ server: { http: { limits: { booking: { max: 100_000, seconds: 60 } } } } })
  times = (await ground.visitor().get('/api/times?matters=identity-card:1&limit=1000')).json.times
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const hold = (who: Visitor, proof: string, nth: number, more: object = {}) => {
  const { site, startsAt } = times[nth % times.length] ?? impossible('no times')
  return who.call('/api/holds', { matters: MATTERS, site, startsAt, language: 'de', proof, ...more })
}

/** The same browser at so many addresses, so that the limit of one address is not what stops it. */
const spread = ({ cookies }: Visitor) => ground.visitor({ cookies, keepAlive: false })

async function outcomes(
  attempt: (nth: number) => Promise<{ status: number; text: string }>,
  attempts = ATTEMPTS,
) {
  const found = new Map<string, number>()
  for (let nth = 0; nth < attempts; nth += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, each) => attempt(nth + each)))
    for (const { status, text } of answers) {
      const code = status === 200 ? 'held' : (JSON.parse(text).code ?? String(status))
      found.set(code, (found.get(code) ?? 0) + 1)
    }
  }
  return Object.fromEntries(found)
}

test('a proof that was spent holds no other time, sent again a thousand times at once', async () => {
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  expect((await hold(who, proof, 0)).status).toBe(200)
  expect(await outcomes((nth) => hold(spread(who), proof, 1 + (nth % (times.length - 1))), REPLAYS)).toEqual({
    proof_spent: REPLAYS,
  })
})

test('the second press on the very time holds it once and says the same', async () => {
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  const answers = await Promise.all([1, 2, 3].map(() => hold(who, proof, 40)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
})

test('of parallel replays for different times one holds', async () => {
  let held = 0
  for (let round = 0; round < 10; round++) {
    const who = ground.visitor()
    const proof = await proofOf(who, { matters: MATTERS })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => hold(spread(who), proof, 60 + 16 * round + nth)),
    )
    const winners = answers.filter(({ status }) => status === 200).length
    expect(winners).toBeLessThanOrEqual(1)
    held += winners
    await ground.sql("UPDATE claim SET until = '2020-01-01' WHERE until IS NOT NULL")
  }
  // Some rounds are lost to times that earlier rounds hold.
  expect(held).toBeGreaterThan(3)
})

test('a proof holds nothing for another browser', async () => {
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  const others = Array.from({ length: 20 }, () => ground.visitor())
  for (const other of others) await other.get('/api/holds/challenge?matters=identity-card:1')
  const thief = (nth: number) => spread(others[nth % others.length] ?? who)
  expect(await outcomes((nth) => hold(thief(nth), proof, nth))).toEqual({ proof_needed: ATTEMPTS })
})

test('a proof holds nothing for other matters, with an edited end, less work or another number', async () => {
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  const read = readProof(proof) ?? impossible('a proof can be read')
  const edited = [
    `${writeChallenge({ ...read, until: plus(read.until, HOUR) })}.${read.number}`,
    `${writeChallenge({ ...read, numbers: read.numbers + 1 })}.${read.number}`,
    `${writeChallenge({ ...read, salt: 'A'.repeat(22) })}.${read.number}`,
    `${writeChallenge({ ...read, target: '0'.repeat(64) })}.${read.number}`,
    `${writeChallenge(read)}.${(read.number ?? 0) + 1}`,
    writeChallenge(read),
    'nonsense',
  ]
  const passport = { matters: [{ service: 'passport', people: 1 }] }
  const people = { matters: [{ service: 'identity-card', people: 2 }] }
  const attempt = (nth: number) =>
    nth % 3 === 0
      ? hold(spread(who), proof, nth, nth % 2 ? passport : people)
      : hold(spread(who), edited[nth % edited.length] ?? '', nth)
  expect(await outcomes(attempt)).toEqual({ proof_needed: ATTEMPTS })
})

test('a proof ends by the time of the database', async () => {
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  const now = await ground.now()
  await setClocks(ground.city.ownerUrl, plus(now, 21 * MINUTE))
  const late = await openLater()
  try {
    expect((await late.who(who).call('/api/holds', late.wish(proof))).json.code).toBe('proof_needed')
  } finally {
    await late.close()
  }
  // Until this node knows the new time as well, the proofs it asks for are over before they are made.
  await ground.server.parts.directory.refresh()
})

/** A node that has just started, and so knows the authority's new time. */
async function openLater() {
  const { startServer } = await import('#apps/server/start.ts')
  const server = await startServer({
    appUrl: ground.city.appUrl,
    secret: ground.city.secret,
    sweeps: false,
    connections: 4,
  })
  const { site, startsAt } = times.at(-1) ?? impossible('no times')
  return {
    who: ({ cookies }: Visitor) => ground.visitor({ port: server.port, cookies }),
    wish: (proof: string) => ({ matters: MATTERS, site, startsAt, language: 'de', proof }),
    close: () => server.stop(),
  }
}

test('without the table of spent proofs one proof holds time after time (control)', async () => {
  await ground.sql('DELETE FROM spent_proof')
  // The key finds nothing twice when each proof is written under another name.
  await ground.sql(
    `CREATE FUNCTION rename_proof() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN NEW.salt := NEW.salt || clock_timestamp()::text || random()::text; RETURN NEW; END $$`,
  )
  await ground.sql(
    'CREATE TRIGGER rename BEFORE INSERT ON spent_proof FOR EACH ROW EXECUTE FUNCTION rename_proof()',
  )
  const who = ground.visitor()
  const proof = await proofOf(who, { matters: MATTERS })
  const held = await outcomes((nth) => hold(spread(who), proof, 80 + nth), 50)
  expect(held.held ?? 0).toBeGreaterThan(1)
})
