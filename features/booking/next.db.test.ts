import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { callNext, checkIn, finish, openCounter, startServing } from '#features/hall/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import { writeReference } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { HOUR, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { bookForCaller, bookNext, searchTimes } from './actions.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const CONTACT = { name: 'Ada Lind', email: 'ada@mail.example', phone: null }

let ground: Ground

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
})
afterAll(() => ground.close())

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

/** Free times at Mitte from a moment on. */
async function freeTimes(at: Instant): Promise<readonly Instant[]> {
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }), at)
  if (!found.ok) throw new Error(found.code)
  return found.value.times.map(({ startsAt }) => startsAt)
}

async function booked(at: Instant = CALLING) {
  const [startsAt = impossible('no free time')] = await freeTimes(at)
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', contact: CONTACT } as const
  const visit = await run(
    (tx) => bookForCaller(tx, ground.links, { ...wish, channel: 'telephone' }),
    plus(at, -2 * HOUR),
  )
  if (!visit.ok) throw new Error(visit.code)
  return { ...visit.value, startsAt }
}

async function counterAt(key: string) {
  const [row] = await ground.sql<{ id: string; site_id: string }>(
    "SELECT c.id, c.site_id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = $1 AND s.key = 'mitte'",
    [key],
  )
  return row ?? impossible('no such counter')
}

/** A person with an appointment arrives and is served at counter 1; how that is answered for the clerk. */
async function servedBy(clerk: Visitor) {
  const visit = await booked()
  const path = `/api/counters/${(await counterAt('1')).id}`
  expect((await clerk.call(`${path}/open`)).status).toBe(200)
  await run(async (tx) => checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), visit.id))
  expect((await clerk.call(`${path}/next`)).json.visit.visit).toBe(visit.id)
  expect((await clerk.call(`${path}/start`)).status).toBe(200)
  const finished = (outcome: string) => clerk.call(`${path}/finish`, { outcome })
  return { visit, finished, leave: () => clerk.call(`${path}/close`) }
}

const body = (startsAt: Instant) => ({
  channel: 'desk',
  site: 'mitte',
  startsAt: isoInstant(startsAt),
  outcome: 'partly',
})

async function rowsOf(visitId: string) {
  const [row] = await ground.sql<Record<string, unknown>>(
    `SELECT v.follows_visit_id AS follows, vm.outcome AS traced, m.outcome AS now, m.id AS matter, m.reference,
            c.email, c.name FROM visit v JOIN visit_matter vm ON vm.visit_id = v.id JOIN matter m ON m.id = vm.matter_id
     LEFT JOIN visit_contact c ON c.visit_id = v.id WHERE v.id = $1`,
    [visitId],
  )
  return row ?? impossible('no such visit')
}

describe('the next visit to a matter', () => {
  it('is booked by the clerk who serves, who sees no e-mail, and carries matter and contact', async () => {
    const clerk = await signIn(ground.visitor(), 'schalter')
    const { visit, finished, leave } = await servedBy(clerk)
    const shown = await clerk.get(`/api/bookings/${visit.id}`)
    expect(shown.json).toMatchObject({ name: 'Ada Lind', email: null, mayFollow: true, mayChange: false })
    const [startsAt = impossible('no time')] = (await freeTimes(plus(CALLING, 26 * HOUR))).slice(-1)
    const next = await clerk.call(`/api/bookings/${visit.id}/next`, body(startsAt))
    expect(next).toMatchObject({ status: 200, json: { state: 'booked', email: null, mayFollow: false } })
    const [before, after] = [await rowsOf(visit.id), await rowsOf(next.json.visit)]
    expect(before).toMatchObject({ traced: 'partly', now: 'partly' })
    expect(after).toEqual({
      ...before,
      follows: visit.id,
      traced: null,
      email: 'ada@mail.example',
      name: 'Ada Lind',
    })
    // What was booked here can be handed over on paper, another booking cannot.
    const printed = await clerk.get(`/bookings/${next.json.visit}/print`)
    expect(printed.text).toContain('Ada Lind')
    expect((await clerk.get(`/bookings/${(await booked()).id}/print`)).status).toBe(404)
    // The clerk decides at the end; what was told before the end is overwritten.
    expect((await finished('done')).status).toBe(200)
    expect(await rowsOf(visit.id)).toMatchObject({ traced: 'done', now: 'done' })
    expect((await clerk.get(`/api/bookings/${visit.id}`)).json).toMatchObject({ mayFollow: true })
    await leave()
    expect((await clerk.get(`/api/bookings/${visit.id}`)).status).toBe(404)
    expect((await clerk.get(`/bookings/${next.json.visit}/print`)).status).toBe(404)
  })

  it('shows at the counter which visits went before it, and how far they came', async () => {
    const clerk = await signIn(ground.visitor(), 'schalter')
    const { visit, finished, leave } = await servedBy(clerk)
    const view = `/api/counters/${(await counterAt('1')).id}`
    const [first] = (await clerk.get(view)).json.matters
    expect(first).toMatchObject({ service: 'identity-card', earlier: [] })
    const link = `/w/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}?lang=de`
    const page = async () => (await ground.visitor().get(link)).text
    expect(await page()).toContain(writeReference(first.reference))
    const [startsAt = impossible('no time')] = await freeTimes(visit.startsAt)
    const next = await clerk.call(`/api/bookings/${visit.id}/next`, body(startsAt))
    await finished('partly')
    const after = await page()
    expect(after).toContain(writeReference(first.reference))
    expect(after).toContain('Zum Teil erledigt')
    const { id, site_id } = await counterAt('1')
    const here = {
      siteId: asId<'site'>(site_id),
      counterId: asId<'counter'>(id),
      day: dayOf(startsAt, 'Europe/Berlin'),
    }
    await run(async (tx) => {
      await checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), next.json.visit)
      await callNext(tx, here)
    }, startsAt)
    expect((await clerk.get(view)).json).toMatchObject({
      visit: { visit: next.json.visit },
      matters: [
        {
          reference: first.reference,
          earlier: [{ day: dayOf(CALLING, 'Europe/Berlin'), site: 'mitte', outcome: 'partly' }],
        },
      ],
    })
    await clerk.call(`${view}/start`)
    await finished('done')
    await leave()
  })

  it('is no business of a clerk at another counter, nor of another site', async () => {
    const clerk = await signIn(ground.visitor(), 'schalter')
    const { visit, finished, leave } = await servedBy(clerk)
    const [startsAt = impossible('no time')] = (await freeTimes(CALLING)).slice(-1)
    const other = await signIn(ground.visitor(), 'schalter2')
    await other.call(`/api/counters/${(await counterAt('2')).id}/open`)
    for (const stranger of [other, await signIn(ground.visitor(), 'nord')]) {
      expect((await stranger.get(`/api/bookings/${visit.id}`)).status).toBe(404)
      expect((await stranger.call(`/api/bookings/${visit.id}/next`, body(startsAt))).status).toBe(404)
    }
    expect((await ground.visitor().call(`/api/bookings/${visit.id}/next`, body(startsAt))).status).toBe(401)
    await finished('partly')
    await leave()
    await other.call(`/api/counters/${(await counterAt('2')).id}/close`)
  })

  it('is booked by desk and telephone long after, who find all visits by the reference', async () => {
    const clerk = await signIn(ground.visitor(), 'schalter')
    const { visit, finished, leave } = await servedBy(clerk)
    await finished('partly')
    await leave()
    const { reference } = await rowsOf(visit.id)
    const said = writeReference(String(reference)).toLowerCase()
    const agent = await signIn(ground.visitor(), 'telefon')
    const find = async () =>
      (await agent.get(`/api/bookings?search=${encodeURIComponent(said)}`)).json.bookings
    expect(await find()).toMatchObject([{ visit: visit.id, state: 'done', mayFollow: true }])
    await ground.sql('DELETE FROM visit_contact WHERE visit_id = $1', [visit.id])
    const [startsAt = impossible('no time')] = (await freeTimes(plus(CALLING, 26 * HOUR))).slice(-1)
    const call = (contact?: object) =>
      agent.call(`/api/bookings/${visit.id}/next`, {
        ...body(startsAt),
        channel: 'telephone',
        outcome: 'moved',
        ...(contact && { contact }),
      })
    expect((await call()).json).toMatchObject({ code: 'no_contact' })
    expect((await call({ name: ' ' })).json).toMatchObject({ code: 'invalid_name' })
    const next = await call({ name: 'Bo Lind' })
    expect(next.json).toMatchObject({ state: 'booked', services: [{ reference }] })
    expect(await find()).toMatchObject([{ visit: next.json.visit, name: 'Bo Lind' }, { visit: visit.id }])
    expect(await rowsOf(visit.id)).toMatchObject({ traced: 'moved', now: 'moved' })
    expect((await agent.call(`/api/bookings/${next.json.visit}/next`, body(startsAt))).json).toMatchObject({
      code: 'not_followed',
    })
  })
})

describe('a matter', () => {
  it('stays one through any number of visits: each keeps its trace, the matter what was said last', async () => {
    const { id: counterId, site_id: siteId } = await counterAt('1')
    const outcomes = fc.array(fc.constantFrom('done' as const, 'partly' as const, 'not_possible' as const), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(outcomes, async (said) => {
        let visit = await booked(plus(CALLING, 24 * HOUR))
        const first = await rowsOf(visit.id)
        const visits: string[] = []
        for (const [index, outcome] of said.entries()) {
          const at = visit.startsAt
          const here = {
            siteId: asId<'site'>(siteId),
            counterId: asId<'counter'>(counterId),
            day: dayOf(at, 'Europe/Berlin'),
          }
          await run(async (tx) => {
            await openCounter(tx, here)
            await checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), visit.id)
            expect(await callNext(tx, here)).toMatchObject({ ok: true, value: { id: visit.id } })
            await startServing(tx, here)
            expect(await finish(tx, here, outcome)).toMatchObject({ ok: true })
          }, at)
          visits.push(visit.id)
          expect(await rowsOf(visit.id)).toMatchObject({
            matter: first.matter,
            traced: outcome,
            now: outcome,
          })
          if (index === said.length - 1) break
          const [startsAt = impossible('no time')] = await freeTimes(plus(at, 30 * MINUTE))
          const to = {
            siteKey: 'mitte',
            startsAt,
            channel: 'desk',
            contact: null,
            outcome: 'partly',
          } as const
          const next = await run((tx) => bookNext(tx, ground.links, visit.id, to), plus(at, 10 * MINUTE))
          if (!next.ok) throw new Error(next.code)
          visit = { ...next.value, startsAt }
        }
        const traced = await run((tx) => mattersOf(tx, visits.map(asId<'visit'>)))
        expect(visits.map((id) => traced.get(asId(id))?.map((matter) => matter.outcome))).toEqual(
          said.map((outcome, index) => [index === said.length - 1 ? outcome : 'partly']),
        )
      }),
      { numRuns: 6 },
    )
  })
})
