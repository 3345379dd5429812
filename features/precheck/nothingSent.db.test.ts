import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, cancelBooking, searchTimes } from '#features/booking/actions.ts'
import { loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import { smsText } from '#features/message/model/short.ts'
import { papersDueAt } from '#features/visit/model/paperDeadline.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { handingIn } from '#test/handedIn.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import { unsentSoon } from './actions.ts'

const PASSPORT = [{ serviceKey: 'passport', people: 1, answers: { first: 'yes', age: 'adult' } }]
const BIRTH = 'Ihre Geburtsurkunde'
const PHOTO = 'Ein Foto'

let ground: Ground
let handing: ReturnType<typeof handingIn>
let clerk: Visitor
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql("UPDATE service SET takes_papers = true WHERE key = 'passport'")
  await ground.run((tx) => tx.changeReference())
  clerk = await signIn(ground.visitor(), 'schalter')
  handing = handingIn(ground, CALLING)
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = CALLING) => ground.run(work, at)

/** Nobody of the tests before stands in any list. */
const cancelAll = async () => {
  const rows = await ground.sql<{ id: Id<'visit'> }>(
    "SELECT id FROM visit WHERE state = 'booked' AND NOT linked_second",
  )
  for (const { id } of rows) await run((tx) => cancelBooking(tx, id))
}

/** Somebody new has booked the last free time of the next six days; of two matters that no counter can do alone, two in a row. */
async function booked(
  matters: Parameters<typeof searchTimes>[1]['matters'] = PASSPORT,
  language: Language = 'de',
  nth = -1,
): Promise<Visit & { readonly appointmentAt: Instant }> {
  const where = { matters, siteKey: 'mitte' }
  const found = await run((tx) => searchTimes(tx, where))
  const near = found.ok ? found.value.times.filter(({ startsAt }) => startsAt < plus(CALLING, 6 * DAY)) : []
  const { startsAt, second } = near.at(nth) ?? impossible('no free time')
  const contact = { name: `Ada Lind ${++people}`, email: `ada${people}@mail.example`, phone: null }
  const times = { startsAt, ...(second ? { secondAt: second.startsAt } : {}) }
  const wish = { ...where, ...times, language, contact, channel: 'desk' } as const
  const visit = await run((tx) => bookForCaller(tx, ground.links, wish))
  if (!visit.ok) return impossible(visit.code)
  return { ...visit.value, appointmentAt: startsAt }
}

/** What a message of this kind would say of a visit if it left now. */
async function facts(
  visit: Visit & { readonly appointmentAt: Instant },
  kind: Kind,
  at: Instant,
  language: Language = 'de',
) {
  const about = { visitId: visit.id, wishId: null, checkId: null, aboutAt: visit.appointmentAt } as const
  const message = {
    ...about,
    kind,
    id: newId<'message'>(at),
    attemptId: newId<'attempt'>(at),
    language,
    channel: 'mail',
    recipient: '',
    attempts: 0,
    createdAt: at,
  } as const
  const loaded = await run((tx) => loadFacts(tx, ground.links, 'https://own.invalid', message), at)
  return loaded && 'visitId' in loaded ? loaded : impossible('nothing to say')
}
type Kind = 'booked' | 'reminder' | 'papers_checked'

describe('a message that says what to bring', () => {
  it('says that papers can be sent, by the link that it carries, and which ones are missing, until all are there', async () => {
    const visit = await booked()
    const soon = plus(visit.appointmentAt, -4 * HOUR)
    const nothing = await facts(visit, 'booked', CALLING)
    expect(nothing.beforehand).toMatchObject({ missing: [] })
    const link = /https:\/\/own\.invalid(\/v\/\S+\/upload\S*)/.exec(composeMessage(nothing).text)?.[1] ?? ''
    const shown = await ground.visitor().get(link)
    expect(shown.text).toContain('name="photo"')
    // The deadline is over by then; papers can still be sent.
    expect((await facts(visit, 'reminder', soon)).beforehand).toEqual({ missing: [], until: null })
    // Words on a phone are few: the page behind the link says it.
    expect(smsText(await facts(visit, 'reminder', soon))).not.toContain('upload')

    const photo = await handing.handIn(visit, PHOTO, CALLING, 1, 'quarantined')
    expect((await facts(visit, 'reminder', soon)).beforehand?.missing).toEqual([BIRTH])
    await handing.look(photo, { to: 'refused', reason: 'damaged' })
    await handing.handIn(visit, BIRTH, CALLING, 2)
    expect((await facts(visit, 'reminder', soon)).beforehand?.missing).toEqual([PHOTO])
    await handing.handIn(visit, PHOTO, plus(CALLING, MINUTE), 3)
    expect((await facts(visit, 'reminder', soon)).beforehand).toBeUndefined()
  })

  it('says nothing of it where no service takes papers, or nothing is to be brought', async () => {
    const visit = await booked([{ serviceKey: 'identity-card', people: 1 }])
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeUndefined()
    await ground.sql("UPDATE service SET takes_papers = true WHERE key = 'identity-card'")
    await ground.run((tx) => tx.changeReference())
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeDefined()
    await ground.sql("UPDATE service SET takes_papers = false WHERE key = 'identity-card'")
    await ground.run((tx) => tx.changeReference())
  })

  it('speaks of the papers of both linked visits', async () => {
    await run(partCounters)
    const visit = await booked(TWO_MATTERS)
    const second = visit.linked?.visitId ?? impossible('not linked')
    const taking = (await serviceAt(second)) ?? impossible('no second matter')
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeUndefined()
    await ground.sql('UPDATE service SET takes_papers = true WHERE id = $1', [taking])
    await ground.run((tx) => tx.changeReference())
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeDefined()
    await ground.sql('UPDATE service SET takes_papers = false WHERE id = $1', [taking])
    await ground.run((tx) => tx.changeReference())
  })
})

const WITHOUT = '/api/sites/mitte/prechecks/unsent'
const PRESS = '/api/sites/mitte/prechecks/asked'

/** Those who stand in the part of the queue of whom nothing came. */
async function unsent(asked: 'no' | 'yes' = 'no'): Promise<Listed[]> {
  return (await clerk.get(`${WITHOUT}?asked=${asked}`)).json.visits
}
type Listed = {
  readonly visit: string
  readonly version: number
  readonly late: boolean
  readonly reached: string
  readonly matters: { readonly service: string; readonly papers: { readonly de: string }[] }[]
}

const ask = async (...visits: { readonly visit: string; readonly version: number }[]) =>
  (await clerk.call(PRESS, { visits })).json

const asking = async (id: Id<'visit'>) =>
  (
    await ground.sql<{ channel: string }>(
      "SELECT channel FROM message WHERE visit_id = $1 AND kind = 'papers_checked' ORDER BY id",
      [id],
    )
  ).map(({ channel }) => channel)

describe('visits for which nothing was sent', () => {
  it('stand in a part of their own, in the order of their times, with what they need and the deadline', async () => {
    await cancelAll()
    const late = await booked()
    const early = await booked(PASSPORT, 'de', 0)
    await booked([{ serviceKey: 'identity-card', people: 1 }])
    const sent = await booked()
    await handing.handIn(sent, BIRTH, CALLING, 1)
    const listed = await unsent()
    expect(listed.map(({ visit }) => visit)).toEqual([early.id, late.id])
    expect(listed.map((one) => one.late)).toEqual([true, false])
    expect(listed[0]?.matters).toMatchObject([
      { service: 'passport', papers: [{ de: BIRTH }, { de: PHOTO }] },
    ])
    // The work of looking at papers has none of them.
    const { json } = await clerk.get('/api/sites/mitte/prechecks')
    expect(json.visits.map(({ visit }: { visit: string }) => visit)).toEqual([sent.id])
    expect((await clerk.get('/api/sites/nord/prechecks/unsent?asked=no')).status).toBe(404)
    // Whoever comes in many days has time.
    await ground.sql(
      "UPDATE visit SET day = day + 8, appointment_at = appointment_at + interval '8 days' WHERE id = $1",
      [late.id],
    )
    expect((await unsent()).map(({ visit }) => visit)).toEqual([early.id])
    await ground.sql(
      "UPDATE visit SET day = day - 8, appointment_at = appointment_at - interval '8 days' WHERE id = $1",
      [late.id],
    )
  })

  it('remind the clerk while asking is of use: in the last day before the deadline, until somebody has asked', async () => {
    await cancelAll()
    const visit = await booked()
    const due = papersDueAt(visit.appointmentAt, 'Europe/Berlin')
    const soon = (at: Instant) =>
      run(async (tx) => unsentSoon(tx, (await findSite(tx, 'mitte')) ?? impossible('no site')), at)
    expect(await soon(plus(due, -25 * HOUR))).toBe(0)
    expect(await soon(plus(due, -HOUR))).toBe(1)
    expect(await soon(plus(due, HOUR))).toBe(0)
    expect(await ask({ visit: visit.id, version: 0 })).toEqual({ told: 1, passedOver: 0 })
    expect(await soon(plus(due, -HOUR))).toBe(0)
  })

  it.each([
    ['de', 'Für Ihren Termin fehlen uns noch Unterlagen', 'Bisher ist nichts bei uns angekommen', 'fehlt'],
    ['de-simple', 'Wir brauchen noch Papiere von Ihnen', 'Wir haben noch keine Papiere von Ihnen', 'fehlt'],
    ['en', 'We still need papers for your appointment', 'So far nothing has reached us', 'missing'],
  ] as const)(
    'are asked by one press, once, and anew by another one, in %s',
    async (language, subject, words, tag) => {
      const visit = await booked(PASSPORT, language)
      expect(await ask({ visit: visit.id, version: 0 })).toEqual({ told: 1, passedOver: 0 })
      expect(await ask({ visit: visit.id, version: 0 })).toEqual({ told: 0, passedOver: 1 })
      expect(await asking(visit.id)).toEqual(['mail'])
      const told = await facts(visit, 'papers_checked', plus(CALLING, MINUTE), language)
      const mail = composeMessage(told)
      expect(mail.subject).toBe(subject)
      expect(mail.text).toContain(words)
      expect(mail.text).not.toMatch(/angesehen, die|looked at the papers|haben die Papiere angesehen/)
      expect(smsText(told)).not.toMatch(/angesehen|looked at/)
      const path = `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}?lang=${language}`
      const page = (await ground.visitor().get(path)).text
      expect(page.slice(page.indexOf('<h1'))).toContain(tag)
      expect((await unsent()).some((one) => one.visit === visit.id)).toBe(false)
      const again = (await unsent('yes')).find((one) => one.visit === visit.id)
      expect(again?.version).toBe(1)
      expect(await ask({ visit: visit.id, version: 1 })).toEqual({ told: 1, passedOver: 0 })
      expect(await asking(visit.id)).toEqual(['mail', 'mail'])
      // What comes is looked at like everything that comes.
      await handing.handIn(visit, PHOTO, plus(CALLING, MINUTE), 1)
      expect((await unsent('yes')).some((one) => one.visit === visit.id)).toBe(false)
      expect((await facts(visit, 'papers_checked', plus(CALLING, 2 * MINUTE))).checked?.nothingCame).toBe(
        false,
      )
      await run((tx) => cancelBooking(tx, visit.id))
    },
  )

  it('are asked once by two clerks at the same moment, and twice where the second has read the answer (control)', async () => {
    const visits = [await booked(), await booked()]
    const press = visits.map(({ id }) => ({ visit: id, version: 0 }))
    const both = await Promise.all([ask(...press), ask(...press.toReversed())])
    expect(both.map(({ told }) => told).sort()).toEqual([0, 2])
    for (const { id } of visits) expect(await asking(id)).toEqual(['mail'])
    expect(await ask(...press.map((one) => ({ ...one, version: 1 })))).toEqual({ told: 2, passedOver: 0 })
    for (const { id } of visits) expect(await asking(id)).toEqual(['mail', 'mail'])
  })

  it('are passed over when something came, the booking is gone, or it is another site', async () => {
    const came = await booked()
    const gone = await booked()
    await handing.handIn(came, PHOTO, CALLING, 1)
    await run((tx) => cancelBooking(tx, gone.id))
    const press = [came, gone].map(({ id }) => ({ visit: id, version: 0 }))
    expect(await ask(...press)).toEqual({ told: 0, passedOver: 2 })
    const there = await booked()
    const elsewhere = { visits: [{ visit: there.id, version: 0 }] }
    expect((await clerk.call('/api/sites/nord/prechecks/asked', elsewhere)).status).toBe(404)
    expect(await asking(there.id)).toEqual([])
  })

  it('are called where only a telephone reaches them, with words that are true, and left alone where nothing does', async () => {
    const called = await booked()
    const nobody = await booked()
    await ground.sql("UPDATE visit_contact SET email = NULL, phone = '0999 1' WHERE visit_id = $1", [
      called.id,
    ])
    await ground.sql('UPDATE visit_contact SET email = NULL, phone = NULL WHERE visit_id = $1', [nobody.id])
    const reached = new Map((await unsent()).map((one) => [one.visit, one.reached]))
    expect([reached.get(called.id), reached.get(nobody.id)]).toEqual(['call', 'nobody'])
    const press = [called, nobody].map(({ id }) => ({ visit: id, version: 0 }))
    expect(await ask(...press)).toEqual({ told: 1, passedOver: 1 })
    expect(await asking(called.id)).toEqual(['telephone'])
    const calls = (await (await signIn(ground.visitor(), 'info')).get('/api/undelivered')).json.messages
    const [call] = calls.filter((one: { visit: string }) => one.visit === called.id)
    expect(JSON.stringify(call.say)).toContain('Bisher ist nichts angekommen')
  })
})

async function serviceAt(id: Id<'visit'>): Promise<string | undefined> {
  const rows = await ground.sql<{ id: string }>(
    'SELECT service_id AS id FROM visit_matter WHERE visit_id = $1',
    [id],
  )
  return rows[0]?.id
}
