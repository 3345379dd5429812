import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { asId } from '#kernel/id.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { hallMark } from './actions/see.ts'
import { alarmsOfSite, endDays } from './actions.ts'

let ground: Ground
let clerk: Visitor
let desk: Visitor
let counter: string

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  clerk = await signIn(ground.visitor(), 'schalter')
  desk = await signIn(ground.visitor(), 'info')
  const [row] = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  counter = row?.id ?? impossible('no counter')
})
afterEach(async () => {
  await ground.sql('DELETE FROM counter_alarm')
  await ground.city.unchanged()
})
afterAll(() => ground.close())

const press = (who = clerk, key?: string) => who.call(`/api/counters/${counter}/alarm`, undefined, key)
const seen = async (who = desk) => (await who.get('/api/sites/mitte/alarms')).json.alarms
const at = async (act: 'coming' | 'end', who = desk) =>
  (await who.call(`/api/sites/mitte/alarms/${(await seen())[0]?.alarm}/${act}`)).status
const mark = () =>
  ground.run(async (tx) => hallMark(tx, (await findSite(tx, 'mitte')) ?? impossible('no site')))

describe('help called at a counter', () => {
  it('is seen at the desk at once, and so is who goes there, until it ends', async () => {
    const events = await desk.listen('/api/sites/mitte/hall/events')
    await events.until(() => true, 5_000)
    const before = events.heard.length
    const quiet = await mark()
    expect((await press()).json).toEqual({ raised: true })
    await events.until((event) => events.heard.indexOf(event) >= before, 5_000)
    events.drop()
    expect(await mark()).not.toBe(quiet)
    expect(await seen()).toMatchObject([{ counter, coming: 0 }])
    expect(await at('coming')).toBe(204)
    expect(await seen(clerk)).toMatchObject([{ coming: 1 }])
    expect(await at('end', clerk)).toBe(204)
    expect(await seen()).toEqual([])
    expect(await mark()).toBe(quiet)
  })

  it('stands once however often it is pressed, also by the same press sent again', async () => {
    const key = crypto.randomUUID()
    await press(clerk, key)
    const [{ pressedAt }] = await seen()
    await press(clerk, key)
    expect(await seen()).toMatchObject([{ pressedAt }])
    await Promise.all(Array.from({ length: 6 }, () => press()))
    const alarms = await seen()
    expect(alarms).toHaveLength(1)
    expect(alarms[0].pressedAt > pressedAt).toBe(true)
  })

  it('would stand several times without its key', async () => {
    const schema = quoteIdentifier(ground.authority.schema)
    const owner = (text: string) => asOwner(ground.city.ownerUrl, (client) => client.query(text))
    await owner(`ALTER TABLE ${schema}.counter_alarm DROP CONSTRAINT counter_alarm_pkey`)
    const twice = () =>
      ground.sql(
        `INSERT INTO counter_alarm (counter_id, id, site_id, raised_at, pressed_at)
         SELECT id, gen_random_uuid(), site_id, now(), now() FROM counter WHERE id = $1`,
        [counter],
      )
    await twice()
    await twice()
    expect(await seen()).toHaveLength(2)
    await owner(`DELETE FROM ${schema}.counter_alarm`)
    await owner(
      `ALTER TABLE ${schema}.counter_alarm ADD CONSTRAINT counter_alarm_pkey PRIMARY KEY (counter_id)`,
    )
  })

  it('leaves nothing behind that names a person or a counter', async () => {
    await press()
    await at('coming')
    await at('end')
    expect(await ground.sql('SELECT * FROM counter_alarm')).toEqual([])
    const lines = await ground.sql(
      "SELECT action, staff_id, counter_id FROM audit WHERE action LIKE 'alarm_%' ORDER BY id DESC LIMIT 2",
    )
    expect(lines).toEqual([
      { action: 'alarm_ended', staff_id: null, counter_id: null },
      { action: 'alarm_raised', staff_id: null, counter_id: null },
    ])
    const named = ground.sql("UPDATE audit SET counter_id = $1 WHERE action = 'alarm_raised'", [counter])
    await expect(named).rejects.toThrow('audit_alarm_names_nobody')
  })

  it('is nothing for people of another site', async () => {
    const north = await signIn(ground.visitor(), 'nord')
    expect((await press(north)).status).toBe(403)
    await press()
    const [{ alarm }] = await seen()
    expect((await north.get('/api/sites/mitte/alarms')).status).toBe(403)
    expect((await north.call(`/api/sites/mitte/alarms/${alarm}/end`)).status).toBe(403)
    // Under the name of the own site it is not found either.
    expect((await north.call(`/api/sites/nord/alarms/${alarm}/coming`)).json.code).toBe('over')
    await north.call(`/api/sites/nord/alarms/${alarm}/end`)
    expect(await seen()).toHaveLength(1)
  })

  it('ends with the day if nobody ended it', async () => {
    await press()
    await ground.run(endDays)
    const site = await ground.run((tx) => findSite(tx, 'mitte'))
    const left = () => ground.run((tx) => alarmsOfSite(tx, asId<'site'>(site?.id ?? '')))
    expect(await left()).toHaveLength(1)
    await ground.run(endDays, plus(CALLING, 24 * HOUR))
    expect(await left()).toEqual([])
  })
})
