import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { forgetReminders, planReminders } from '#features/message/actions.ts'
import {
  type MailTransport,
  openTransport,
  type SenderDeps,
  sendDueMessages,
} from '#features/message/jobs.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Visit } from '#features/visit/model.ts'
import { DAY, HOUR, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { closeMitte } from '#test/closing.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { type MailServer, startMailServer } from '#test/mailServer.ts'
import {
  bookForCaller,
  cancelBooking,
  chooseReminders,
  moveBooking,
  remindOnPhone,
  replaceNext,
  searchTimes,
} from './actions.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const TODAY = dayOf(CALLING, 'Europe/Berlin')

let ground: Ground
let mails: MailServer
let transport: MailTransport
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  mails = await startMailServer()
  transport = openTransport({ url: mails.url })
})
afterEach(async () => {
  await ground.sql('DELETE FROM message')
  await ground.city.unchanged()
})
afterAll(async () => {
  await transport.close()
  await mails.stop()
  await ground.close()
})

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

/** The nth free time so many days from today. */
async function freeTime(days: number, nth = 0, siteKey = 'mitte'): Promise<Instant> {
  const day = addDays(TODAY, days)
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey, fromDay: day }))
  if (!found.ok) throw new Error(found.code)
  const times = found.value.times.filter(({ startsAt }) => dayOf(startsAt, 'Europe/Berlin') >= day)
  return times[nth]?.startsAt ?? impossible('no free time')
}

/** Somebody new books a time; nobody asked them of what to remind them, unless it is given. */
async function book(startsAt: Instant, at = CALLING, reminders?: readonly Reminder[]): Promise<Visit> {
  const contact = { name: `Ada Lind ${people}`, email: `remind${people++}@mail.example`, phone: null }
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' } as const
  const known = reminders ? { ...contact, reminders } : contact
  const booked = await run((tx) => bookForCaller(tx, ground.links, { ...wish, contact: known }), at)
  return booked.ok ? booked.value : impossible(booked.code)
}

type Row = { readonly hours: number; readonly state: string }

/** The reminders of a visit, and how many hours before a time each is due. */
const reminders = ({ id, appointmentAt }: Visit, startsAt = appointmentAt ?? impossible('no time')) =>
  ground.sql<Row>(
    `SELECT (extract(epoch FROM $2::timestamptz - due_at) / 3600)::float AS hours, state FROM message
     WHERE visit_id = $1 AND kind = 'reminder' ORDER BY due_at`,
    [id, isoInstant(startsAt)],
  )

const hoursBefore = async (visit: Visit, startsAt?: Instant) =>
  (await reminders(visit, startsAt)).map(({ hours }) => hours)

/** Sends all that is due at an instant; the raw mails to the person of a visit that came in, in their order. */
async function sendAt(at: Instant): Promise<string[]> {
  const before = mails.received.length
  const deps: SenderDeps = {
    database: ground.city.database,
    links: ground.links,
    log: openLog({ level: 'silent' }),
    transport: () => transport,
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
  }
  const offset = ground.authority.demoOffset + (at - (await ground.now()))
  await sendDueMessages(deps, { ...ground.authority, demoOffset: offset })
  return mails.received.slice(before).map(({ raw }) => raw)
}

const subjects = (raws: readonly string[]) =>
  raws.map((raw) => (/Erinnerung/.test(raw) ? 'reminder' : /method=CANCEL/.test(raw) ? 'cancelled' : 'other'))

describe('reminders', () => {
  it('are written with the booking, 24 and 4 elapsed hours before', async () => {
    const visit = await book(await freeTime(3))
    expect(await hoursBefore(visit)).toEqual([24, 4])
  })

  it('are not written when it is later than their time', async () => {
    const startsAt = await freeTime(3)
    expect(await hoursBefore(await book(startsAt, plus(startsAt, -10 * HOUR)))).toEqual([4])
    expect(await hoursBefore(await book(await freeTime(3), plus(startsAt, -3 * HOUR)))).toEqual([])
  })

  it('are those that their person chose, and none for who wants none', async () => {
    const four = await book(await freeTime(3), CALLING, [{ channel: 'mail', hours: 4 }])
    expect(await hoursBefore(four)).toEqual([4])
    expect(await hoursBefore(await book(await freeTime(3), CALLING, []))).toEqual([])
  })

  it('are those of the service, where it has its own', async () => {
    await ground.sql("UPDATE service SET reminder_hours = '{72,2}' WHERE key = 'identity-card'")
    await run((tx) => tx.changeReference())
    const visit = await book(await freeTime(4))
    await ground.sql("UPDATE service SET reminder_hours = NULL WHERE key = 'identity-card'")
    await run((tx) => tx.changeReference())
    expect(await hoursBefore(visit)).toEqual([72, 2])
  })

  it('move with the booking, in its transaction', async () => {
    const visit = await book(await freeTime(3))
    const to = { siteKey: 'mitte', startsAt: await freeTime(4) }
    await run(async (tx) => {
      await moveBooking(tx, visit.id, to)
      throw new Error('given up')
    }).catch(() => undefined)
    expect(await hoursBefore(visit)).toEqual([24, 4])
    expect(await run((tx) => moveBooking(tx, visit.id, to))).toMatchObject({ ok: true })
    expect(await hoursBefore(visit, to.startsAt)).toEqual([24, 4])
  })

  it('vanish with the booking', async () => {
    const visit = await book(await freeTime(3))
    await run((tx) => cancelBooking(tx, visit.id))
    expect(await reminders(visit)).toEqual([])
  })

  it('are one for a time, though it is booked, moved away and back, and its first has been sent', async () => {
    const startsAt = await freeTime(3)
    const visit = await book(startsAt)
    const day = plus(startsAt, -24 * HOUR)
    expect(subjects(await sendAt(day))).toContain('reminder')
    const there = { ...visit, appointmentAt: await freeTime(5) }
    const usual = [24, 4].map((hours) => ({ channel: 'mail', hours }) as const)
    // The clock has leapt back meanwhile: its time seems to be ahead once more.
    for (const time of [there, visit])
      await run(
        async (tx) => {
          forgetReminders(tx, visit.id, time.appointmentAt)
          planReminders(tx, time, { email: 'ada@mail.example', phone: null }, usual, 'Europe/Berlin')
        },
        plus(day, -HOUR),
      )
    expect((await reminders(visit)).map(({ state }) => state)).toEqual(['sent', 'due'])
    expect(subjects(await sendAt(day))).not.toContain('reminder')
  })

  it('control: without the index the same time is told twice', async () => {
    const startsAt = await freeTime(3)
    const visit = await book(startsAt)
    const again = `INSERT INTO message (id, visit_id, kind, language, recipient, state, due_at, created_at, about_at, lead_hours)
      SELECT gen_random_uuid(), visit_id, kind, language, recipient, 'due', due_at, created_at, about_at, lead_hours
      FROM message WHERE visit_id = $1 AND kind = 'reminder' AND lead_hours = 24`
    await expect(ground.sql(again, [visit.id])).rejects.toThrow('message_reminder_once')
    const index = `${ground.authority.schema}.message_reminder_once`
    const [{ made } = { made: '' }] = await ground.sql<{ made: string }>(
      `SELECT pg_get_indexdef('${index}'::regclass) AS made`,
    )
    await ground.sql(`DROP INDEX ${index}`)
    await ground.sql(again, [visit.id])
    const sent = subjects(await sendAt(plus(startsAt, -24 * HOUR)))
    expect(sent.filter((kind) => kind === 'reminder')).toHaveLength(2)
    await ground.sql('DELETE FROM message')
    await ground.sql(made)
  })
})

describe('a reminder', () => {
  it('leaves at its time and not before, once, and never when its person is on the way or after the visit', async () => {
    const startsAt = await freeTime(3)
    await book(startsAt)
    await sendAt(CALLING)
    expect(await sendAt(plus(startsAt, -24 * HOUR - MINUTE))).toEqual([])
    expect(subjects(await sendAt(plus(startsAt, -24 * HOUR)))).toEqual(['reminder'])
    expect(await sendAt(plus(startsAt, -23 * HOUR))).toEqual([])
    // The mail server was away until now.
    expect(await sendAt(plus(startsAt, -29 * MINUTE))).toEqual([])
    expect(await sendAt(plus(startsAt, DAY))).toEqual([])
  })

  it('is not sent to who has arrived, or whose time cannot be kept', async () => {
    const startsAt = await freeTime(3)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    const day = dayOf(startsAt, 'Europe/Berlin')
    await run((tx) => closeMitte(tx, { firstDay: day, lastDay: day }))
    while (await run((tx) => replaceNext(tx))) {
      // One person after the other.
    }
    const told = await sendAt(plus(startsAt, -24 * HOUR))
    expect(subjects(told)).not.toContain('reminder')
    expect((await reminders(visit)).map(({ state }) => state)).toEqual(['failed', 'due'])
  })

  it('is sent to who has no place because of the plan alone: the booking stands', async () => {
    const startsAt = await freeTime(4)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    await ground.sql(`DELETE FROM claim_cell WHERE claim_id IN (SELECT id FROM claim WHERE visit_id = $1)`, [
      visit.id,
    ])
    await ground.sql('UPDATE claim SET place_id = NULL WHERE visit_id = $1', [visit.id])
    expect(subjects(await sendAt(plus(startsAt, -24 * HOUR)))).toEqual(['reminder'])
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('that waits for the mail server is not lost by choosing anew, unless it is not wanted any more', async () => {
    const startsAt = await freeTime(6)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    const late = plus(startsAt, -23.5 * HOUR)
    const state = () => reminders(visit)
    for (const wanted of [true, false]) await run((tx) => remindOnPhone(tx, visit.id, wanted), late)
    expect(await state()).toEqual([
      { hours: 23.5, state: 'due' },
      { hours: 4, state: 'due' },
    ])
    const mail = (hours: number) => ({ channel: 'mail', hours }) as const
    const choose = (...hours: number[]) =>
      run((tx) => chooseReminders(tx, ground.links, visit.id, hours.map(mail), null), late)
    await choose(24, 4)
    expect(await state()).toEqual([
      { hours: 23.5, state: 'due' },
      { hours: 4, state: 'due' },
    ])
    await choose(4)
    expect(await state()).toEqual([{ hours: 4, state: 'due' }])
    // Too late for a wish of today: its time is over.
    await choose(24, 4)
    expect(await state()).toEqual([{ hours: 4, state: 'due' }])
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('that is late leaves once, though its person chose anew meanwhile', async () => {
    const startsAt = await freeTime(6)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    await run((tx) => remindOnPhone(tx, visit.id, true), plus(startsAt, -23.5 * HOUR))
    expect(subjects(await sendAt(plus(startsAt, -23 * HOUR)))).toEqual(['reminder'])
    expect(await sendAt(plus(startsAt, -22 * HOUR))).toEqual([])
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('has one press each for coming, moving and giving up, and what to bring', async () => {
    const startsAt = await freeTime(8)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    const [raw = ''] = await sendAt(plus(startsAt, -24 * HOUR))
    const token = ground.links.tokenOf(ground.authority.key, visit.id, 1)
    const plain = raw.replaceAll('=\r\n', '')
    for (const page of ['coming', 'move', 'cancel'])
      expect(plain).toContain(`https://termine.example/v/${token}/${page}?lang=3Dde`)
    expect(plain).toContain('Das bringen Sie mit')
  })
})

describe('the pages behind a reminder', () => {
  const events = ({ id }: Visit) =>
    ground
      .sql<{ event: string }>('SELECT event FROM journal WHERE visit_id = $1 ORDER BY visit_version', [id])
      .then((rows) => rows.map(({ event }) => event))

  it('change nothing when they are opened, as programs do that look into mails', async () => {
    const visit = await book(await freeTime(9))
    const path = `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}`
    const before = await ground.sql('SELECT * FROM visit WHERE id = $1', [visit.id])
    for (const page of ['coming', 'move', 'cancel'])
      for (const method of ['GET', 'HEAD'])
        expect((await ground.visitor().send({ method, path: `${path}/${page}?lang=de` })).status).toBe(200)
    expect(await ground.sql('SELECT * FROM visit WHERE id = $1', [visit.id])).toEqual(before)
    expect(await events(visit)).toEqual(['held', 'booked'])
  })

  it('"I am coming" is said once by any number of presses, stands in the journal without a name, and is shown', async () => {
    const visit = await book(await freeTime(10))
    const path = `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}`
    const person = ground.visitor()
    for (let press = 0; press < 2; press++) {
      const answer = await person.submit(`${path}/coming`, { idempotencyKey: crypto.randomUUID() })
      expect([answer.status, answer.headers.location]).toEqual([303, `${path}?coming=1`])
    }
    expect(await events(visit)).toEqual(['held', 'booked', 'coming_said'])
    expect((await person.get(`${path}?lang=de&coming=1`)).text).toContain(
      'Danke, dass Sie Bescheid gesagt haben.',
    )
    expect((await person.get(`${path}?lang=de`)).text).toContain('Gebucht und zugesagt')
    // It was said of that time.
    const to = { siteKey: 'mitte', startsAt: await freeTime(11) }
    await run((tx) => moveBooking(tx, visit.id, to))
    expect((await person.get(`${path}?lang=de`)).text).not.toContain('zugesagt')
  })

  it('lead to what has become of a booking that is over', async () => {
    const visit = await book(await freeTime(12))
    const path = `/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}`
    await run((tx) => cancelBooking(tx, visit.id))
    expect((await ground.visitor().get(`${path}/coming?lang=de`)).headers.location).toBe(`${path}?lang=de`)
    const answer = await ground.visitor().submit(`${path}/coming`, { idempotencyKey: crypto.randomUUID() })
    expect(answer.status).toBe(303)
    expect(await events(visit)).toEqual(['held', 'booked', 'cancelled'])
  })
})
