import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { beginElsewhere, callNext, checkIn, checkInByNumber, leave } from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import {
  acceptOffer,
  askForWish,
  cancelBooking,
  confirmWish,
  earlierWishOf,
  giveContact,
  heldBooking,
  holdTime,
  lookAtList,
  saveHoldContact,
  searchTimes,
  wishEarlier,
} from './actions.ts'
import { writeBookingNumber } from './model.ts'

const PHONE = '0170 1234567'
const VIDEO = 'https://video.neuwalden.example/{room}'
const EARLY = plus(CALLING, -2 * HOUR)

let ground: Ground
let agent: Visitor
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: EARLY })
  await ground.sql("UPDATE service SET kinds = $1 WHERE key = 'identity-card'", [VISIT_KINDS])
  await ground.sql('UPDATE setting SET video_link = $1', [VIDEO])
  await ground.run((tx) => tx.changeReference())
  agent = await signIn(ground.visitor(), 'telefon')
})
afterAll(() => ground.close())

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = EARLY) => ground.run(work, at)

async function timeFor(serviceKey: string): Promise<Instant> {
  const question = { matters: [{ serviceKey, people: 1 }], siteKey: 'mitte' }
  const found = await run((tx) => searchTimes(tx, question))
  if (!found.ok) throw new Error(found.code)
  return found.value.times[0]?.startsAt ?? impossible('no free time')
}

const body = (startsAt: Instant, more: object, service = 'identity-card') => ({
  channel: 'telephone',
  matters: [{ service, people: 1 }],
  site: 'mitte',
  startsAt: isoInstant(startsAt),
  language: 'de',
  name: `Ada Lind ${people++}`,
  ...more,
})

/** A booking by a phone agent; its id, its time and its page. */
async function booked(more: object) {
  const startsAt = await timeFor('identity-card')
  const { status, json } = await agent.call('/api/bookings', body(startsAt, more))
  expect(status).toBe(200)
  const id = asId<'visit'>(json.visit)
  const path = `/v/${ground.links.tokenOf(ground.authority.key, id, 1)}`
  const number = String(json.bookingNumber)
  return {
    id,
    startsAt,
    path,
    number,
    page: async () => (await ground.visitor().get(`${path}?lang=de`)).text,
  }
}

const site = async () => (await run((tx) => findSite(tx, 'mitte'))) ?? impossible('no site')
const visitOf = (id: Id<'visit'>) => run((tx) => loadVisit(tx, id))

describe('how a visit takes place', () => {
  it('is chosen with the contact, among what its service offers; a call needs a number', async () => {
    const hold = async (serviceKey: string, browser: string) => {
      const wish = {
        matters: [{ serviceKey, people: 1 }],
        siteKey: 'mitte',
        startsAt: await timeFor(serviceKey),
      }
      await run((tx) => holdTime(tx, ground.links, { ...wish, language: 'de', channel: 'online', browser }))
    }
    const give = async (browser: string, kind: 'telephone' | 'video', phone: string | null) => {
      const contact = { name: `Bo Lind ${people++}`, email: `bo${people}@mail.example`, phone, kind }
      await run((tx) => saveHoldContact(tx, browser, contact))
      const held = await run((tx) => heldBooking(tx, browser))
      return { kind: held?.visit.kind, given: await run((tx) => giveContact(tx, ground.links, browser)) }
    }
    await hold('identity-card', 'one')
    expect(await give('one', 'telephone', null)).toMatchObject({
      kind: 'telephone',
      given: { code: 'no_contact' },
    })
    // Another time for the same: what was chosen goes along.
    await hold('identity-card', 'one')
    expect((await run((tx) => heldBooking(tx, 'one')))?.visit.kind).toBe('telephone')
    expect(await give('one', 'telephone', PHONE)).toMatchObject({ kind: 'telephone', given: { ok: true } })
    await hold('registration', 'two')
    expect(await give('two', 'video', null)).toMatchObject({ kind: 'on_site', given: { ok: true } })
  })

  it('is asked for by staff, who are told what is missing', async () => {
    const call = async (more: object, service?: string) =>
      (await agent.call('/api/bookings', body(await timeFor(service ?? 'identity-card'), more, service))).json
        .code
    expect(await call({ kind: 'telephone' })).toBe('phone_missing')
    expect(await call({ kind: 'telephone', phone: PHONE }, 'registration')).toBe('kind_not_offered')
    expect(await call({ kind: 'sofa' })).toBe('invalid_input')
  })

  it('by video only where the city has a place for it', async () => {
    await ground.sql('UPDATE setting SET video_link = NULL')
    await run((tx) => tx.changeReference())
    const refused = await agent.call('/api/bookings', body(await timeFor('identity-card'), { kind: 'video' }))
    expect(refused.json.code).toBe('kind_not_offered')
    await ground.sql('UPDATE setting SET video_link = $1', [VIDEO])
    await run((tx) => tx.changeReference())
  })
})

describe('a visit by telephone', () => {
  it('says so on its page and in the calendar, without a code for the terminal', async () => {
    const { id, page, path } = await booked({ kind: 'telephone', phone: PHONE })
    const text = await page()
    expect(text).toContain(`Wir rufen Sie an: ${PHONE}`)
    expect(text).not.toContain('qr.svg')
    const calendar = (await ground.visitor().get(`${path}/calendar.ics?lang=de`)).text
    expect(calendar).toContain(`LOCATION:Wir rufen Sie an: ${PHONE}`)
    await run((tx) => cancelBooking(tx, id))
  })

  it('begins by itself at its time, is called in its turn, and no display calls it', async () => {
    const visit = await booked({ kind: 'telephone', phone: PHONE })
    await run(beginElsewhere, plus(visit.startsAt, -MINUTE))
    expect(await visitOf(visit.id)).toMatchObject({ state: 'booked', ticketNumber: null })
    await run(beginElsewhere, visit.startsAt)
    await run(beginElsewhere, visit.startsAt)
    expect(await visitOf(visit.id)).toMatchObject({
      state: 'waiting',
      version: 3,
      callableFrom: visit.startsAt,
    })
    const [counter] = await ground.sql<{ id: string; site_id: string }>(
      "SELECT c.id, c.site_id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = '1' AND s.key = 'mitte'",
    )
    const path = `/api/counters/${counter?.id}`
    const clerk = await signIn(ground.visitor(), 'schalter')
    expect((await clerk.call(`${path}/open`)).status).toBe(200)
    const here = {
      siteId: asId<'site'>(counter?.site_id ?? ''),
      counterId: asId<'counter'>(counter?.id ?? ''),
      day: (await visitOf(visit.id))?.day ?? impossible('no day'),
    }
    const next = await run((tx) => callNext(tx, here), plus(visit.startsAt, MINUTE))
    expect(next).toMatchObject({ ok: true, value: { id: visit.id } })
    expect((await clerk.get(path)).json).toMatchObject({
      visit: { kind: 'telephone' },
      phone: PHONE,
      videoLink: null,
    })
    expect((await ground.visitor().get('/api/sites/mitte/display')).json.calls).toEqual([])
    // Its page stays its page: there is no hall to wait in.
    expect(await visit.page()).toContain(`Wir rufen Sie an: ${PHONE}`)
  })

  it('needs no arrival at the terminal; whoever comes all the same is served by way of the desk', async () => {
    const visit = await booked({ kind: 'telephone', phone: PHONE })
    const here = await site()
    const refused = await run((tx) => checkInByNumber(tx, here, visit.number))
    expect(refused).toEqual({ ok: false, code: 'not_on_site' })
    const arrived = await run((tx) => checkIn(tx, here, visit.id))
    expect(arrived).toMatchObject({ ok: true, value: { visit: { kind: 'on_site', state: 'waiting' } } })
    await run((tx) => leave(tx, visit.id))
  })
})

describe('a visit by video', () => {
  it('has a room of its own that its page names', async () => {
    const visits = [await booked({ kind: 'video' }), await booked({ kind: 'video' })]
    const rooms = await Promise.all(
      visits.map(
        async ({ page }) => /https:\/\/video\.neuwalden\.example\/([\w-]{22})/.exec(await page())?.[1],
      ),
    )
    expect(rooms.every((room) => room !== undefined)).toBe(true)
    expect(new Set(rooms).size).toBe(2)
    // The room is not the secret of the link: who sees the one does not have the other.
    for (const [index, { path }] of visits.entries()) expect(path).not.toContain(rooms[index])
  })
})

describe('a wish of the waitlist', () => {
  const matters = [{ service: 'identity-card', people: 1 }]
  const asked = (more: object) => ({
    ...{
      channel: 'telephone',
      matters,
      sites: [],
      weekdays: [],
      parts: [],
      untilDay: '2027-03-29',
      language: 'de',
    },
    ...{ name: `Ida Lind ${people++}`, email: `ida${people}@mail.example`, ...more },
  })

  /** Somebody gives a time back; the list offers it to the only one who waits, who accepts. */
  async function accepted(wishId: Id<'wish'>): Promise<string> {
    const question = { matters: [{ serviceKey: 'identity-card', people: 1 }], siteKey: 'mitte' }
    const found = await run((tx) => searchTimes(tx, question))
    const times = found.ok ? found.value.times : impossible(found.code)
    const free = times.find(({ startsAt }) => startsAt > plus(EARLY, DAY)) ?? impossible('none free')
    const made = await agent.call('/api/bookings', body(free.startsAt, {}))
    expect(made.status).toBe(200)
    await run((tx) => cancelBooking(tx, asId<'visit'>(made.json.visit)))
    await run((tx) => lookAtList(tx))
    const taken = await run((tx) => acceptOffer(tx, ground.links, wishId))
    return taken.ok ? taken.value.kind : taken.code
  }

  it('becomes a booking of its kind', async () => {
    const add = async (more: object) => (await agent.call('/api/waitlist', asked(more))).json
    expect((await add({ kind: 'telephone' })).code).toBe('phone_missing')
    expect((await add({ kind: 'sofa' })).code).toBe('invalid_input')
    const registration = [{ service: 'registration', people: 1 }]
    expect((await add({ kind: 'video', matters: registration })).code).toBe('kind_not_offered')
    const { wish } = await add({ kind: 'telephone', phone: PHONE })
    expect((await agent.get('/api/waitlist')).json.wishes).toMatchObject([{ wish, kind: 'telephone' }])
    expect(await accepted(wish)).toBe('telephone')
    expect(await accepted((await add({})).wish)).toBe('on_site')
  })

  it('is asked for on the page; where the city has no place for a video any more, on site', async () => {
    const form = (await ground.visitor().get('/waitlist?m=identity-card:1&lang=de')).text
    expect(form).toContain('Wir rufen Sie an')
    const online = { ...asked({}), matters: [{ serviceKey: 'identity-card', people: 1 }], siteKeys: [] }
    const untilDay = addDays(dayOf(EARLY, 'Europe/Berlin'), 28)
    const ask = (kind: 'telephone' | 'video') =>
      run((tx) =>
        askForWish(tx, ground.links, { ...online, language: 'de', untilDay, statedDates: {}, kind }),
      )
    expect(await ask('telephone')).toMatchObject({ code: 'phone_missing' })
    const wished = await ask('video')
    const { id } = wished.ok ? wished.value : impossible(wished.code)
    await run((tx) => confirmWish(tx, ground.links, id))
    const page = async () =>
      (await ground.visitor().get(`/wish/${ground.links.tokenOf(ground.authority.key, id, 1)}?lang=de`)).text
    expect(await page()).toContain('Per Video')
    await ground.sql('UPDATE setting SET video_link = NULL')
    await run((tx) => tx.changeReference())
    expect(await page()).not.toContain('Per Video')
    expect(await accepted(id)).toBe('on_site')
    await ground.sql('UPDATE setting SET video_link = $1', [VIDEO])
    await run((tx) => tx.changeReference())
  })

  it('for an earlier time keeps the kind of its booking', async () => {
    const { id } = await booked({ kind: 'telephone', phone: PHONE })
    const where = { siteKeys: [], weekdays: [], parts: [] }
    await run((tx) => wishEarlier(tx, ground.links, id, where))
    expect(await run((tx) => earlierWishOf(tx, id))).toMatchObject({ kind: 'telephone' })
  })
})

describe('a confirmation on paper', () => {
  it('has what a mail would say, in the language of the person, for staff who may change the booking', async () => {
    const { id, path, number } = await booked({ kind: 'on_site', language: 'en' })
    const printed = await agent.get(`/bookings/${id}/print`)
    expect(printed.status).toBe(200)
    for (const word of [
      'Your appointment',
      'Ada Lind',
      writeBookingNumber(number),
      'data:image/svg+xml;base64,',
    ])
      expect(printed.text).toContain(word)
    // The secret stands in the code only.
    expect(printed.text).not.toContain(path)
    for (const stranger of [ground.visitor(), await signIn(ground.visitor(), 'schalter2')])
      expect((await stranger.get(`/bookings/${id}/print`)).status).toBeGreaterThanOrEqual(400)
    await run((tx) => cancelBooking(tx, id))
    expect((await agent.get(`/bookings/${id}/print`)).status).toBe(404)
  })
})
