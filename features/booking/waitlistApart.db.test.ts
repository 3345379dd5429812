import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import { bookForCaller, searchTimes, wishEarlier } from './actions.ts'

// The waitlist offers single times. What no counter can do alone is refused before anybody waits in vain.

const ASKED = TWO_MATTERS.map(({ serviceKey, people }) => ({ service: serviceKey, people }))
const QUERY = ASKED.map(({ service, people }) => `m=${service}:${people}`).join('&')

let ground: Ground
let agent: Visitor

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.run(partCounters)
  agent = await signIn(ground.visitor(), 'telefon')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const wish = (more: object = {}) => ({
  channel: 'telephone',
  matters: ASKED,
  sites: [],
  weekdays: [],
  parts: [],
  untilDay: '2027-03-29',
  language: 'de',
  name: 'Ada Müller',
  phone: '0170 1234567',
  ...more,
})

/** At this site the first counter can do all again, or cannot. */
const join = (site: string, joined: boolean) =>
  ground.run(async (tx) => {
    await tx.changeReference()
    const counter = `SELECT c.id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = '1' AND s.key = '${site}'`
    const service = "SELECT id FROM service WHERE key = 'identity-card'"
    await ground.sql(
      joined
        ? `INSERT INTO counter_skill (counter_id, service_id) SELECT (${counter}), (${service})`
        : `DELETE FROM counter_skill WHERE counter_id = (${counter}) AND service_id = (${service})`,
    )
  })

/** What the search of the telephone says about the list where nothing is free. */
const offersList = async () => {
  const path = `/api/times?matters=${ASKED.map(({ service }) => `${service}:1`).join()}&day=2027-03-06`
  const { nothing } = (await agent.get(path)).json
  return (nothing ?? impossible('a Saturday has times')).waitlist
}

describe('for what no counter can do alone', () => {
  test.each(['telephone', 'desk'])('nobody is set on the list at the %s', async (channel) => {
    expect((await agent.call('/api/waitlist', wish({ channel }))).json.code).toBe('not_at_one_counter')
    expect(await offersList()).toBe(false)
    expect(await ground.sql('SELECT id FROM wish')).toEqual([])
  })

  test.each([
    ['de', 'Kein Schalter kann alles zusammen erledigen'],
    ['de-simple', 'Kein Schalter macht alles zusammen'],
    ['en', 'No counter can do all of it together'],
  ])('the page says so and what helps, and takes no form (%s)', async (lang, words) => {
    const who = ground.visitor()
    const shown = await who.get(`/waitlist?${QUERY}&lang=${lang}`)
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining(words)])
    expect(shown.text).toMatch(/href="\/booking\/times\?/)
    expect(shown.text).toMatch(/href="\/waitlist\?m=identity-card/)
    expect(shown.text).toMatch(/href="\/waitlist\?m=registration/)
    const fields = { idempotencyKey: crypto.randomUUID(), name: 'Ada', email: 'ada@example.org' }
    expect((await who.submit(`/waitlist?${QUERY}&lang=${lang}`, fields)).status).toBe(409)
    expect(await ground.sql('SELECT id FROM wish')).toEqual([])
    const times = await who.get(`/booking/times?${QUERY}&lang=${lang}`)
    expect([times.status, times.text]).toEqual([200, expect.not.stringContaining('href="/waitlist?')])
  })

  test('each by itself can be waited for (control)', async () => {
    const [one] = ASKED
    expect((await agent.call('/api/waitlist', wish({ matters: [one] }))).status).toBe(200)
    const page = await ground.visitor().get('/waitlist?m=identity-card:1')
    expect(page.text).toContain('name="email"')
  })
})

describe('where one counter of one site can do all', () => {
  beforeAll(() => join('nord', true))
  afterAll(() => join('nord', false))

  test('the list takes it, there and anywhere, and not for other sites alone', async () => {
    const code = async (sites: string[]) => (await agent.call('/api/waitlist', wish({ sites }))).json.code
    expect(await code(['mitte'])).toBe('not_at_one_counter')
    expect([await code(['nord']), await code(['mitte', 'nord']), await code([])]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    // Search is at most a second old.
    await expect.poll(offersList, { timeout: 5_000 }).toBe(true)
  })

  test('a booking cannot become earlier where no counter can do it', async () => {
    const found = await ground.run((tx) => searchTimes(tx, { matters: TWO_MATTERS, siteKey: 'nord' }))
    const time = (found.ok ? found.value.times.at(-1) : undefined) ?? impossible('no time')
    const contact = { name: 'Ben Kurz', email: null, phone: null }
    const booking = {
      matters: TWO_MATTERS,
      siteKey: 'nord',
      startsAt: time.startsAt,
      language: 'de',
    } as const
    const booked = await ground.run((tx) =>
      bookForCaller(tx, ground.links, { ...booking, channel: 'desk', contact }),
    )
    const { id } = booked.ok ? booked.value : impossible(booked.code)
    const earlier = (siteKeys: string[]) =>
      ground.run((tx) => wishEarlier(tx, ground.links, id, { siteKeys, weekdays: [], parts: [] }))
    expect(await earlier(['mitte'])).toEqual({ ok: false, code: 'not_at_one_counter' })
    expect(await earlier(['nord'])).toMatchObject({ ok: true })
  })
})
