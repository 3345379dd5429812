import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLinks, makePushKeys } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import {
  type CounterDay,
  callAgain,
  callNext,
  closeCounter,
  comeBack,
  createHallWatch,
  drawTicket,
  finish,
  goAway,
  hallOf,
  leave,
  noteLeft,
  openCounter,
  park,
  sendOn,
  startServing,
  undoAtDesk,
  unpark,
} from '#features/hall/actions.ts'
import { allMobiles, loadVisit, saveMobile } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'
import { openLog } from '#platform/log/log.ts'
import { openPushSender } from '#platform/push/sender.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { type Phone, type PushService, startPushService } from '#test/pushService.ts'
import { allFollowers, notePushes, noteTurnSms, subscribe, takePushes, unsubscribe } from './actions.ts'
import { type PushDeps, sendDuePushes, startPusher } from './jobs.ts'

let city: City
let service: PushService
let site: Site
let here: CounterDay
let deps: PushDeps
let offset = 0

beforeAll(async () => {
  city = await openCity()
  service = await startPushService()
  deps = {
    database: city.database,
    log: openLog({ level: 'silent' }),
    sender: openPushSender([service.origin]),
    keys: makePushKeys(city.secret),
  }
  site = await run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
  here = await run(async (tx) => {
    const [counter] = await listCounters(tx, site.id)
    const counterId = counter?.id ?? impossible('no counter')
    return { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
  })
  await run((tx) => openCounter(tx, here))
})
beforeEach(() => {
  offset = 0
})
afterEach(async () => {
  service.onMessage = undefined
  const { schema } = city.authority
  await asOwner(city.ownerUrl, (client) =>
    client.query(`DELETE FROM ${schema}.push_subscription; DELETE FROM ${schema}.visit_mobile`),
  )
  offset = 0
  await serve()
  const { waiting } = await run((tx) => hallOf(tx, site))
  for (const { visit } of waiting) await run((tx) => leave(tx, visit.id))
  await city.unchanged()
})
afterAll(async () => {
  await service.stop()
  await city.drop()
})

const authority = (): Authority => ({
  ...city.authority,
  demoOffset: city.authority.demoOffset + offset,
})
const run = <T>(work: (tx: Tx) => Promise<T>) => city.database.withAuthority(authority(), work)
const links = () => makeLinks(city.secret)

/** Somebody draws a ticket; with their phone, which is told. */
async function ticket() {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  const drawn = await run((tx) => drawTicket(tx, links(), wish, async () => true))
  return drawn.ok ? drawn.value : impossible(drawn.code)
}

function follow(token: string, phone: Phone, month = here.day.slice(0, 7)) {
  const asked = { ...phone.address, keyMonth: month, language: 'de' as const }
  return run((tx) => subscribe(tx, links(), token, asked, deps.sender.takes))
}

const newPhone = () => service.phone(deps.keys(authority(), here.day.slice(0, 7)).publicKey)

async function withPhone() {
  const { visit, token } = await ticket()
  const phone = newPhone()
  expect(await follow(token, phone)).toMatchObject({ ok: true })
  return { visit, token, phone }
}

async function noteBoth(tx: Tx): Promise<void> {
  const followers = await allFollowers(tx)
  const view = await hallOf(tx, site)
  await notePushes(
    tx,
    view,
    followers.filter(({ siteId }) => siteId === site.id),
  )
  await noteTurnSms(tx, view, await allMobiles(tx))
}

/** What a node does at a look: notes what is to be told, and hands it over. */
async function look(): Promise<number> {
  await run(noteBoth)
  return sendDuePushes(deps, authority())
}

/** Somebody is told by SMS, too; how often they were told that it is soon. */
async function withMobile({ id }: Visit) {
  await run((tx) => saveMobile(tx, id, '+491701234567'))
  const told = db.selectFrom('message').select('id').where('visit_id', '=', id).where('kind', '=', 'soon')
  return { told: async () => (await run((tx) => tx.rows(told))).length }
}

const titles = (phone: Phone) => phone.noticed().map(({ title }) => title)

/** Whoever is called is served. */
async function serve(): Promise<void> {
  await run((tx) => startServing(tx, here))
  await run((tx) => finish(tx, here, 'done'))
}

describe('a phone', () => {
  it('is told once that it is soon, once of each call, in its words and with no address', async () => {
    const { visit, phone } = await withPhone()
    await look()
    await look()
    await run((tx) => callNext(tx, here))
    await look()
    await run((tx) => callAgain(tx, here))
    await look()
    await look()
    expect(titles(phone)).toEqual(['Sie sind bald dran', 'Sie sind dran', 'Sie sind dran'])
    expect(phone.accepted).toHaveLength(3)
    expect(phone.noticed().at(-1)?.body).toBe(
      `Nummer ${visit.ticketNumber}: Bitte gehen Sie jetzt hierhin: Schalter 1.`,
    )
    for (const text of phone.accepted)
      expect(Object.keys(JSON.parse(text))).toEqual(['id', 'title', 'body', 'language'])
  })

  it('of somebody away is told that they could come earlier, and when their time is near', async () => {
    const { visit, phone } = await withPhone()
    await run((tx) => goAway(tx, visit.id, 20))
    await look()
    offset = 17 * MINUTE
    await look()
    await look()
    expect(titles(phone)).toEqual(['Sie können früher kommen', 'Bitte kommen Sie zurück'])
    await run((tx) => comeBack(tx, visit.id))
    await look()
    expect(titles(phone).slice(2)).toEqual(['Sie sind bald dran'])
  })

  it('and a mobile number are told anew that it is soon when somebody is sent on, or set aside, and waits again', async () => {
    const { visit, phone } = await withPhone()
    const mobile = await withMobile(visit)
    const wait = async () => {
      await look()
      await look()
      return [titles(phone).length, await mobile.told()]
    }
    expect(await wait()).toEqual([1, 1])
    await run((tx) => callNext(tx, here))
    await run((tx) => startServing(tx, here))
    const counters = await run((tx) => listCounters(tx, site.id))
    const counterId = counters.find(({ id }) => id !== here.counterId)?.id ?? impossible('one counter')
    const another = { ...here, counterId }
    expect(await run((tx) => sendOn(tx, here, another, null))).toMatchObject({ ok: true })
    expect(await wait()).toEqual([2, 2])
    await run((tx) => openCounter(tx, another))
    await run((tx) => callNext(tx, another))
    await run((tx) => startServing(tx, another))
    await run((tx) => park(tx, another, 'photo'))
    await run((tx) => unpark(tx, here.siteId, visit.id))
    expect(await wait()).toEqual([3, 3])
    await run((tx) => closeCounter(tx, another))
    expect(titles(phone)).toEqual(Array(3).fill('Sie sind bald dran'))
  })

  it('and a mobile number are kept while a colleague can take back that somebody has gone', async () => {
    const { visit } = await withPhone()
    await withMobile(visit)
    const at = await run(async (tx) => tx.now)
    const runAfter = <T>(work: (tx: Tx) => Promise<T>, seconds: number) =>
      city.database.withAuthority(authority(), work, { at: plus(at, seconds * 1_000) })
    const keptAfter = (seconds: number) =>
      runAfter(async (tx) => {
        await noteBoth(tx)
        return [(await allFollowers(tx)).length, (await allMobiles(tx)).length]
      }, seconds)
    await runAfter((tx) => noteLeft(tx, visit.id), 0)
    expect(await keptAfter(9)).toEqual([1, 1])
    await runAfter(async (tx) => undoAtDesk(tx, (await loadVisit(tx, visit.id)) ?? visit), 9)
    expect(await keptAfter(60)).toEqual([1, 1])
    await runAfter((tx) => noteLeft(tx, visit.id), 60)
    expect(await keptAfter(69)).toEqual([1, 1])
    expect(await keptAfter(70)).toEqual([0, 0])
  })

  it('is forgotten with all that it was told once the visit is over, the day ends, or it says so', async () => {
    const first = await withPhone()
    await look()
    await run((tx) => callNext(tx, here))
    await serve()
    offset = MINUTE
    await look()
    expect(await run(allFollowers)).toEqual([])
    expect(await follow(first.token, first.phone)).toEqual({ ok: false, code: 'over' })
    const second = await withPhone()
    await run((tx) => unsubscribe(tx, links(), second.token, second.phone.address.endpoint))
    expect(await run(allFollowers)).toEqual([])
    await withPhone()
    offset = 30 * HOUR
    await look()
    expect(await run(allFollowers)).toEqual([])
    expect(await run((tx) => takePushes(tx, 10))).toEqual([])
  })

  it.each([404, 410, 403])('whose service answers %i is forgotten', async (status) => {
    const { phone } = await withPhone()
    service.answerNext(status)
    await look()
    expect(await run(allFollowers)).toEqual([])
    expect(phone.accepted).toEqual([])
  })

  it('must be of a known push service, with the key of the month, and one of three at most', async () => {
    const { token } = await ticket()
    const foreign = { ...newPhone(), address: { ...newPhone().address, endpoint: 'https://127.0.0.1/x' } }
    expect(await follow(token, foreign)).toEqual({ ok: false, code: 'unknown_push_service' })
    expect(await follow(token, newPhone(), '1999-01')).toEqual({ ok: false, code: 'old_key' })
    const again = newPhone()
    for (const phone of [newPhone(), newPhone(), again, again])
      expect(await follow(token, phone)).toMatchObject({ ok: true })
    expect(await follow(token, newPhone())).toEqual({ ok: false, code: 'too_many_phones' })
    expect(await follow('x'.repeat(22), newPhone())).toEqual({ ok: false, code: 'not_found' })
  })
})

describe('a push service', () => {
  it('that is busy is asked again a little later, and one that stays away is given up', async () => {
    const { phone } = await withPhone()
    service.answerNext(503)
    await look()
    await look()
    expect(phone.accepted).toHaveLength(0)
    offset = 3_000
    await look()
    expect(phone.accepted).toHaveLength(1)
    await run((tx) => callNext(tx, here))
    service.answerNext(500, 500, 500, 500, 500)
    for (const seconds of [3, 6, 12, 30, 62, 120]) {
      offset = seconds * 1_000
      await look()
    }
    expect(titles(phone)).toEqual(['Sie sind bald dran'])
  })
})

describe('a server that is killed', () => {
  it('before the service heard of it: another one tells the phone, once', async () => {
    const { phone } = await withPhone()
    await run(async (tx) => notePushes(tx, await hallOf(tx, site), await allFollowers(tx)))
    // Claimed and committed, then no more of this process.
    expect(await run((tx) => takePushes(tx, 10))).toHaveLength(1)
    await look()
    expect(phone.accepted).toHaveLength(0)
    offset = 31_000
    await look()
    await look()
    expect(titles(phone)).toEqual(['Sie sind bald dran'])
  })

  it('after the service took it: it goes out once more by the same id, and nobody notices', async () => {
    const { phone } = await withPhone()
    await run(async (tx) => notePushes(tx, await hallOf(tx, site), await allFollowers(tx)))
    const [taken] = await run((tx) => takePushes(tx, 10))
    const { claimed, text, contact } = taken ?? impossible('nothing taken')
    const keys = deps.keys(authority(), claimed.keyMonth)
    const message = { text: JSON.stringify(text), keepSeconds: 60, topic: 'turn', keys, contact }
    expect(await deps.sender.send(claimed, message)).toEqual({ kind: 'accepted' })
    offset = 31_000
    await look()
    expect(phone.accepted).toHaveLength(2)
    expect(titles(phone)).toEqual(['Sie sind bald dran'])
  })

  it('for so long that it is no longer true: nothing is told', async () => {
    const { phone } = await withPhone()
    await run((tx) => callNext(tx, here))
    await run(async (tx) => notePushes(tx, await hallOf(tx, site), await allFollowers(tx)))
    await run((tx) => takePushes(tx, 10))
    await run((tx) => startServing(tx, here))
    offset = 31_000
    await look()
    expect(phone.accepted).toEqual([])
  })
})

describe('two nodes', () => {
  it('tell every phone once', async () => {
    const all = []
    for (let count = 0; count < 3; count++) all.push(await withPhone())
    await Promise.all([look(), look(), look()])
    for (const { phone } of all) expect(phone.accepted).toHaveLength(1)
  })

  it('tell it twice where nothing keeps one event one (control)', async () => {
    const { phone } = await withPhone()
    const { schema } = city.authority
    await asOwner(city.ownerUrl, (client) =>
      client.query(`ALTER TABLE ${schema}.push DROP CONSTRAINT push_once`),
    )
    const careless = () =>
      asOwner(city.ownerUrl, (client) =>
        client.query(`INSERT INTO ${schema}.push (id, subscription_id, kind, occasion, state, due_at)
          SELECT gen_random_uuid(), id, 'soon', '0', 'due', 'epoch' FROM ${schema}.push_subscription`),
      )
    await careless()
    await careless()
    await sendDuePushes(deps, authority())
    expect(titles(phone)).toHaveLength(2)
    await asOwner(city.ownerUrl, (client) =>
      client.query(`DELETE FROM ${schema}.push;
        ALTER TABLE ${schema}.push ADD CONSTRAINT push_once UNIQUE (subscription_id, kind, occasion)`),
    )
  })
})

it('the sender at work tells of a call within a second of its commit, beside the request', async () => {
  const present = [city.authority]
  const wakeUps = startWakeUps(city.database, () => undefined)
  const hallWatch = createHallWatch(city.database, wakeUps, () => city.authority)
  const pusher = startPusher({ ...deps, push: deps, hallWatch, wakeUps, authorities: () => present })
  const { phone } = await withPhone()
  await expect.poll(() => titles(phone), { timeout: 4_000 }).toEqual(['Sie sind bald dran'])
  // The service is slow; whoever calls does not wait for it.
  service.onMessage = () => new Promise((resolve) => setTimeout(resolve, 300))
  const start = performance.now()
  expect(await run((tx) => callNext(tx, here))).toMatchObject({ ok: true })
  expect(performance.now() - start).toBeLessThan(290)
  await expect.poll(() => titles(phone).at(-1), { timeout: 2_000 }).toBe('Sie sind dran')
  await pusher.stop()
  await wakeUps.stop()
})
