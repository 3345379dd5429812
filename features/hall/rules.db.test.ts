import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  allHallRules,
  type CounterDay,
  callNext,
  changeHallRules,
  drawTicket,
  finish,
  giveCredit,
  hallRulesOf,
  numbersOf,
  openCounter,
  overview,
  previewRules,
  readPastDay,
  ruleHistory,
  startServing,
  undoRuleChange,
} from './actions.ts'
import { replay } from './model.ts'
import { saveHallRules } from './store/rules.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const TOMORROW = plus(NINE, 24 * 60 * MINUTE)
const links = makeLinks(TEST_SECRET)

let city: City
let site: Site
let counter: CounterDay

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TOMORROW) =>
  city.database.withAuthority(city.authority, work, { at })

beforeAll(async () => {
  city = await openCity({ connections: 2 })
  await run(async (tx) => {
    site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const [first] = await listCounters(tx, site.id)
    const day = dayOf(tx.now, site.timeZone)
    counter = { siteId: site.id, counterId: first?.id ?? impossible('no counter'), day }
    await openCounter(tx, counter)
  }, NINE)
  await liveADay()
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

/** Six people come; the fifth is let forward by the desk; each is served for ten minutes. */
async function liveADay(): Promise<void> {
  for (let nth = 0; nth < 6; nth++) {
    const at = plus(NINE, nth * MINUTE)
    await run(async (tx) => {
      const matters = [{ serviceKey: 'identity-card', people: 1 }]
      const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
      const drawn = await drawTicket(tx, links, wish, async () => true)
      if (!drawn.ok) throw new Error(drawn.code)
      if (nth === 4) await giveCredit(tx, drawn.value.visit.id, 'hardship')
    }, at)
  }
  for (let turn = 0; turn < 6; turn++) {
    const at = plus(NINE, (20 + turn * 12) * MINUTE)
    await run((tx) => callNext(tx, counter), at)
    await run((tx) => startServing(tx, counter), plus(at, MINUTE))
    await run((tx) => finish(tx, counter, 'done'), plus(at, 10 * MINUTE))
  }
}

const rulesNow = () => run((tx) => hallRulesOf(tx, site.id))
const newestOf = async (key: string | null) =>
  (await run(allHallRules)).decided.find((line) => (line.site?.key ?? null) === key)?.newest ?? null

describe('the rules of the hall', () => {
  test('a day of the journal is replayed as it was', async () => {
    const day = dayOf(NINE, site.timeZone)
    const past = await run((tx) => readPastDay(tx, { siteId: site.id, day }))
    const rules = await rulesNow()
    const calls = await run((tx) =>
      tx.rows(
        db
          .selectFrom('journal')
          .select(['visit_id as visitId', 'counter_id as counterId', 'happened_at as at'])
          .where('event', '=', 'called')
          .orderBy('number'),
      ),
    )
    expect(calls).toHaveLength(6)
    expect(replay(past, rules, rules).map(({ nth: _, ...call }) => call)).toEqual(calls)
  })

  test('before it is decided, one sees what a change does to waits, and nothing is changed', async () => {
    const before = await rulesNow()
    const wish = { siteId: site.id, rules: { deskCreditMinutes: 0 } }
    const seen = await run((tx) => previewRules(tx, wish, 0))
    expect(seen).toMatchObject({ done: 1, of: 1 })
    expect(seen.before.walk_in.people).toBe(6)
    expect(seen.before.desk.people).toBe(1)
    // Without the credit the fifth waits as long as the order of arrival says: 48 minutes more.
    expect(seen.after.desk.seconds - seen.before.desk.seconds).toBe(48 * 60)
    expect(seen.after.walk_in.seconds).toBe(seen.before.walk_in.seconds)
    expect(await rulesNow()).toEqual(before)
  })

  test('a question about another site looks at no day of this one', async () => {
    const nord = await run(async (tx) => (await findSite(tx, 'nord')) ?? impossible('no site'))
    expect(await run((tx) => previewRules(tx, { siteId: nord.id, rules: {} }, 0))).toMatchObject({ of: 0 })
  })

  test('a decision holds, stands in the history, and is taken back once', async () => {
    const rules = { deskCreditMinutes: 5, callsBeforeMissed: 3 }
    const changed = await run((tx) => changeHallRules(tx, { siteId: site.id, rules }, null))
    const change = changed.ok ? changed.value : impossible(changed.code)
    expect(await rulesNow()).toMatchObject(rules)
    expect(await newestOf('mitte')).toBe(change)
    const undone = await run((tx) => undoRuleChange(tx, change), plus(TOMORROW, MINUTE))
    expect(undone.ok).toBe(true)
    expect(await rulesNow()).toMatchObject({ deskCreditMinutes: 15, callsBeforeMissed: 2 })
    expect((await run(ruleHistory)).map(({ undoes }) => undoes)).toEqual([change, null])
    expect(await run((tx) => undoRuleChange(tx, change))).toEqual({ ok: false, code: 'not_newest' })
  })

  test('nobody overwrites a decision that they have not seen, also at the same moment', async () => {
    const wish = (earlyMinutes: number) => ({ siteId: null, rules: { earlyMinutes } })
    const answers = await Promise.all(
      [10, 30].map((minutes) => run((tx) => changeHallRules(tx, wish(minutes), null))),
    )
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual([
      'changed_meanwhile',
      'ok',
    ])
    const seen = await newestOf(null)
    const early = (await rulesNow()).earlyMinutes
    expect(await run((tx) => changeHallRules(tx, wish(early), seen))).toMatchObject({
      code: 'nothing_changed',
    })
  })

  test('days before the last four weeks are not asked', async () => {
    const later = plus(TOMORROW, 29 * 24 * 60 * MINUTE)
    expect(dayOf(later, site.timeZone)).toBe(addDays(dayOf(TOMORROW, site.timeZone), 29))
    expect(await run((tx) => previewRules(tx, { siteId: null, rules: {} }, 0), later)).toMatchObject({
      of: 0,
    })
  })
})

describe('numbers', () => {
  test('the overview says how long people waited today', async () => {
    const evening = plus(NINE, 120 * MINUTE)
    const line = (await run(overview, evening)).find((one) => one.site.key === 'mitte')
    // Arrived a minute after another, called twelve minutes after another from the twentieth on.
    expect(line?.walkIns).toMatchObject({ people: 6, seconds: (6 * 20 + 15 * 12 - 15) * 60, over15: 6 })
    expect(line?.booked).toBeUndefined()
  })

  test('of a house where one person was at a counter there are none', async () => {
    const day = dayOf(NINE, site.timeZone)
    const numbers = await run((tx) => numbersOf(tx, [site], { from: day, before: addDays(day, 1) }))
    expect(numbers).toEqual({ lines: [], chosen: new Map(), drawnDespite: new Map(), choices: [] })
  })

  test('no view of the database says anything about a colleague; one that did would be found', async () => {
    const schema = quoteIdentifier(city.authority.schema)
    const found = () =>
      asOwner(city.ownerUrl, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT table_name AS name FROM information_schema.view_column_usage
           WHERE view_schema = $1 AND column_name IN ('staff_id', 'counter_id')
           UNION SELECT viewname FROM pg_views WHERE schemaname = $1 AND definition ~ '(staff|counter)_id'`,
          [city.authority.schema],
        )
        return rows.map(({ name }) => name)
      })
    expect(await found()).toEqual([])
    await asOwner(city.ownerUrl, (client) =>
      client.query(
        `CREATE VIEW ${schema}.diligence AS SELECT counter_id, count(*) AS served FROM ${schema}.journal GROUP BY 1`,
      ),
    )
    expect(await found()).toContain('diligence')
    await asOwner(city.ownerUrl, (client) => client.query(`DROP VIEW ${schema}.diligence`))
  })
})

describe('a pick-up', () => {
  test('is seen in what a change would do, also where it was worth nothing then', async () => {
    await run((tx) => saveHallRules(tx, site.id, { pickUpCreditMinutes: 0 }), NINE)
    const at = plus(NINE, 3 * 60 * MINUTE)
    const drawn = await run(async (tx) => {
      const matters = [{ serviceKey: 'pick-up', people: 1 }]
      return drawTicket(
        tx,
        links,
        { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' },
        async () => true,
      )
    }, at)
    expect(drawn).toMatchObject({ ok: true, value: { visit: { credits: [] } } })
    await run((tx) => callNext(tx, counter), at)
    await run((tx) => startServing(tx, counter), plus(at, MINUTE))
    await run((tx) => finish(tx, counter, 'done'), plus(at, 5 * MINUTE))
    const seen = await run((tx) => previewRules(tx, { siteId: site.id, rules: {} }, 0))
    expect(seen.after.pick_up.people).toBe(1)
    await run((tx) => saveHallRules(tx, site.id, {}))
  })
})
