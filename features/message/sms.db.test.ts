import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SmsGatewaySimulator, startSmsGateway } from '#apps/demo/smsGateway.ts'
import { bookForCaller, cancelBooking, moveBooking, searchTimes } from '#features/booking/actions.ts'
import { comeBack, drawTicket, endDays, goAway, goAwayFromDesk } from '#features/hall/actions.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Contact, Visit } from '#features/visit/model.ts'
import { HOUR, type Instant, instant, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf, instantOf, timeOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { openSmsGateway } from '#platform/sms/gateway.ts'
import { signReport } from '#platform/sms/receipt.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import { addressDigest } from './actions.ts'
import { type SenderDeps, sendDueMessages, smsCarrier, tidyOutbox } from './jobs.ts'

const KEY = 'k'.repeat(40)
const BERLIN = 'Europe/Berlin'
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let ground: Ground
let gateway: SmsGatewaySimulator
let people = 0
const logged: string[] = []

beforeAll(async () => {
  gateway = await startSmsGateway(KEY)
  ground = await openGround({
    at: CALLING,
    // Its own sender reaches nobody: the tests send.
    server: { smsGateway: () => ({ url: 'http://127.0.0.1:9', key: KEY }) },
  })
  await ground.sql("UPDATE setting SET sms_sender = 'Neuwalden'")
  await ground.run((tx) => tx.changeReference())
})
afterEach(async () => {
  await ground.sql('DELETE FROM message')
  await ground.sql('DELETE FROM refused_address')
})
afterAll(async () => {
  await gateway.stop()
  await ground.close()
})

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

async function freeTimes(days: number): Promise<readonly Instant[]> {
  const fromDay = addDays(dayOf(CALLING, BERLIN), days)
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte', fromDay }))
  return found.ok ? found.value.times.map(({ startsAt }) => startsAt) : impossible(found.code)
}

/** Somebody who hears of everything by SMS, and of no other way unless it is given. */
async function book(startsAt: Instant, known: Partial<Contact> = {}): Promise<Visit> {
  const contact = {
    name: `Ada Lind ${people}`,
    email: null,
    phone: `0170 ${1_000_000 + people++}`,
    toldBy: 'sms' as const,
    reminders: [],
    ...known,
  }
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' } as const
  const booked = await run((tx) => bookForCaller(tx, ground.links, { ...wish, contact }))
  return booked.ok ? booked.value : impossible(booked.code)
}

async function sendAt(at: Instant, changes: Partial<SenderDeps> = {}) {
  const deps: SenderDeps = {
    database: ground.city.database,
    links: ground.links,
    log: openLog({ level: 'debug' }, { write: (line) => void logged.push(line) }),
    transport: () => undefined,
    carriers: () => ({
      sms: smsCarrier(openSmsGateway({ url: gateway.url, key: KEY }), `${ground.server.url}/api/sms/reports`),
    }),
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
    ...changes,
  }
  const offset = ground.authority.demoOffset + (at - (await ground.now()))
  const authority = { ...ground.authority, demoOffset: offset }
  const before = gateway.taken.length
  await tidyOutbox(deps, authority)
  const round = await sendDueMessages(deps, authority, () => false, 'sms')
  return { round, texts: gateway.taken.slice(before).map(({ text }) => text) }
}

type Row = {
  id: string
  kind: string
  channel: string
  state: string
  failure: string | null
  recipient: string
  due_at: number
}
const rows = ({ id }: Visit) =>
  ground.sql<Row>(
    'SELECT id, kind, channel, state, failure, recipient, (extract(epoch FROM due_at) * 1000)::float8 AS due_at FROM message WHERE visit_id = $1 ORDER BY id',
    [id],
  )

describe('who is told by SMS', () => {
  it('hears of booking, move and cancellation, each once, and the number is forgotten', async () => {
    const [first, other] = await freeTimes(3)
    const visit = await book(first ?? impossible('no time'))
    const heard = [...(await sendAt(CALLING)).texts]
    await run((tx) =>
      moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: other ?? impossible('no time') }),
    )
    heard.push(...(await sendAt(CALLING)).texts)
    await run((tx) => cancelBooking(tx, visit.id))
    heard.push(...(await sendAt(CALLING)).texts, ...(await sendAt(CALLING)).texts)
    expect(heard.map((text) => /Ihr Termin ist|neuer Termin|abgesagt/.exec(text)?.[0])).toEqual([
      'Ihr Termin ist',
      'neuer Termin',
      'abgesagt',
    ])
    for (const row of await rows(visit))
      expect(row).toMatchObject({ channel: 'sms', state: 'sent', recipient: '' })
    expect(gateway.taken.at(-1)).toMatchObject({
      from: 'Neuwalden',
      to: expect.stringMatching(/^\+49170\d{7}$/),
    })
  })

  it('is asked for another number, if theirs takes none, and not promised what the city does not send', async () => {
    const [startsAt = impossible('no time')] = await freeTimes(3)
    await expect(book(startsAt, { phone: '030 115', email: 'ada@mail.example' })).rejects.toThrow(
      'phone_missing',
    )
    await ground.sql('UPDATE setting SET sms_sender = NULL')
    await run((tx) => tx.changeReference())
    await expect(book(startsAt)).rejects.toThrow('no_sms')
    await ground.sql("UPDATE setting SET sms_sender = 'Neuwalden'")
    await run((tx) => tx.changeReference())
  })
})

describe('the window in which nobody knows', () => {
  it('is flagged, never repeated by itself, and by hand only with the same key', async () => {
    const [startsAt] = await freeTimes(3)
    const visit = await book(startsAt ?? impossible('no time'))
    const before = gateway.taken.length
    gateway.cutNext('taken')
    await sendAt(CALLING)
    for (const hours of [1, 24]) await sendAt(plus(CALLING, hours * HOUR))
    const [row] = await rows(visit)
    expect([row?.state, gateway.taken.length - before]).toEqual(['unknown', 1])
    const staff = await signIn(ground.visitor(), 'telefon')
    const list = (await staff.get('/api/undelivered')).json.messages
    expect(list).toMatchObject([{ channel: 'sms', why: 'perhaps', kind: 'booked' }])
    const requests = gateway.requests()
    expect((await staff.call(`/api/undelivered/${row?.id}/send`)).status).toBe(204)
    await sendAt(plus(CALLING, HOUR))
    expect([gateway.requests() - requests, gateway.taken.length - before]).toEqual([1, 1])
    expect((await rows(visit))[0]?.state).toBe('sent')
  })

  it('control: whoever repeats it under another key writes twice', async () => {
    const [startsAt] = await freeTimes(3)
    const visit = await book(startsAt ?? impossible('no time'))
    const before = gateway.taken.length
    gateway.cutNext('taken')
    await sendAt(CALLING)
    await ground.sql(
      "UPDATE message SET id = gen_random_uuid(), state = 'due', recipient = '+491701234567' WHERE visit_id = $1",
      [visit.id],
    )
    await sendAt(CALLING)
    expect(gateway.taken.length - before).toBe(2)
  })

  it('does not begin before the last byte: then it is tried again and taken once', async () => {
    const [startsAt] = await freeTimes(3)
    await book(startsAt ?? impossible('no time'))
    const before = gateway.taken.length
    gateway.answerNext(503)
    await sendAt(CALLING)
    expect(gateway.taken.length).toBe(before)
    await sendAt(plus(CALLING, 5 * MINUTE))
    expect(gateway.taken.length).toBe(before + 1)
  })
})

describe('a report of the gateway', () => {
  const undelivered = async () =>
    (await (await signIn(ground.visitor(), 'telefon')).get('/api/undelivered')).json.messages.length

  it('puts what did not arrive on the list, and takes off what did', async () => {
    const [one = impossible('no time')] = await freeTimes(3)
    const lost = await book(one)
    await sendAt(CALLING)
    const [sent] = await rows(lost)
    expect(await gateway.report(sent?.id ?? '', 'undelivered', 'absent')).toBe(204)
    expect((await rows(lost))[0]).toMatchObject({ state: 'failed', failure: 'sms refused absent' })
    const [two = impossible('no time')] = await freeTimes(3)
    const arrived = await book(two)
    gateway.cutNext('taken')
    await sendAt(CALLING)
    expect(await undelivered()).toBe(2)
    const [flagged] = await rows(arrived)
    for (let times = 0; times < 2; times++)
      expect(await gateway.report(flagged?.id ?? '', 'delivered')).toBe(204)
    expect((await rows(arrived))[0]).toMatchObject({ state: 'sent', recipient: '' })
    expect(await undelivered()).toBe(1)
  })

  it('lets what did not arrive be sent once more: another SMS, with a key and reports of its own', async () => {
    const [startsAt = impossible('no time')] = await freeTimes(3)
    const visit = await book(startsAt)
    await sendAt(CALLING)
    const before = gateway.taken.length
    const key = () => gateway.taken.at(-1)?.key ?? impossible('nothing taken')
    const first = key()
    const staff = await signIn(ground.visitor(), 'telefon')
    const keys = new Set([first])
    for (const nth of [1, 2]) {
      expect(await gateway.report(key(), 'undelivered', 'absent')).toBe(204)
      expect((await staff.call(`/api/undelivered/${first}/send`)).status).toBe(204)
      expect((await sendAt(plus(CALLING, HOUR))).texts).toHaveLength(1)
      expect(gateway.taken.length - before).toBe(nth)
      keys.add(key())
    }
    expect(keys.size).toBe(3)
    // A late report of an earlier one says nothing of this one.
    expect(await gateway.report(first, 'undelivered', 'absent')).toBe(204)
    expect((await rows(visit))[0]).toMatchObject({ state: 'sent' })
    expect(await gateway.report(key(), 'undelivered', 'absent')).toBe(204)
    expect((await rows(visit))[0]).toMatchObject({ state: 'failed', failure: 'sms refused absent' })
  })

  it('that somebody else has signed changes nothing', async () => {
    const [startsAt] = await freeTimes(3)
    const visit = await book(startsAt ?? impossible('no time'))
    await sendAt(CALLING)
    const [sent] = await rows(visit)
    const time = Math.floor(((await ground.now()) - ground.authority.demoOffset) / 1_000)
    const report = { message: sent?.id ?? '', state: 'undelivered', code: 'absent', time } as const
    const tell = (key: string) =>
      ground.visitor().call('/api/sms/reports', { ...report, signature: signReport(key, report) })
    expect([(await tell('x'.repeat(40))).status, (await rows(visit))[0]?.state]).toEqual([403, 'sent'])
    // Control: with the key it counts.
    expect([(await tell(KEY)).status, (await rows(visit))[0]?.state]).toEqual([204, 'failed'])
  })
})

it('a gateway that is away costs no attempt, and no mail waits for it', async () => {
  const [startsAt] = await freeTimes(3)
  const visit = await book(startsAt ?? impossible('no time'))
  const gone = await startSmsGateway(KEY)
  await gone.stop()
  const carriers = () => ({
    sms: smsCarrier(openSmsGateway({ url: gone.url, key: KEY }), 'https://own.example'),
  })
  expect((await sendAt(CALLING, { carriers })).round).toEqual({ sent: 0, unreachable: true })
  expect(await rows(visit)).toMatchObject([{ state: 'due' }])
  expect((await sendAt(CALLING)).round.sent).toBe(1)
})

describe('a number that does not exist', () => {
  const PHONE = { phone: '0171 7654321' }
  const failuresOf = async (visit: Visit) => (await rows(visit)).map(({ failure }) => failure).sort()
  const timeIn = async (days: number, nth = 0) => (await freeTimes(days))[nth] ?? impossible('no time')
  let moves = 0
  const moveOn = async ({ id }: Visit) => {
    // Each time another one: a move to where it is says nothing.
    const startsAt = await timeIn(4, moves++)
    expect((await run((tx) => moveBooking(tx, id, { siteKey: 'mitte', startsAt }))).ok).toBe(true)
  }

  it('gets nothing more after the second refusal, and one more where somebody types it again', async () => {
    const visit = await book(await timeIn(3), PHONE)
    for (let refusal = 0; refusal < 2; refusal++) {
      gateway.answerNext(422, 'unknown_number')
      await sendAt(CALLING)
      await moveOn(visit)
    }
    expect((await sendAt(CALLING)).texts).toEqual([])
    expect(await failuresOf(visit)).toEqual([
      'address_stopped',
      'sms refused unknown_number',
      'sms refused unknown_number',
    ])
    const again = await book(await timeIn(3), PHONE)
    gateway.answerNext(422, 'unknown_number')
    await sendAt(CALLING)
    await moveOn(again)
    expect((await sendAt(CALLING)).texts).toEqual([])
    expect(await failuresOf(again)).toEqual(['address_stopped', 'sms refused unknown_number'])
  })

  it('comes back for good once an SMS to it is taken and not reported', async () => {
    const digest = await run(async (tx) => addressDigest(tx, ground.links, '+491717654321'))
    await ground.sql(
      'INSERT INTO refused_address (digest, refusals, bounces, last_at) VALUES ($1, 2, 0, now())',
      [digest],
    )
    const visit = await book(await timeIn(3), PHONE)
    await sendAt(CALLING)
    await moveOn(visit)
    expect((await sendAt(CALLING)).texts).toHaveLength(1)
    // Control: somebody else's typing changes nothing about a number that is stopped.
    await ground.sql('UPDATE refused_address SET bounces = 2')
    await book(await timeIn(3))
    await moveOn(visit)
    await sendAt(CALLING)
    expect(await failuresOf(visit)).toContain('address_stopped')
  })

  it.each([
    ['unknown_number', 2],
    ['absent', 0],
  ])('is counted, too, where the gateway reports it later: %s', async (code, counted) => {
    const time = Math.floor(((await ground.now()) - ground.authority.demoOffset) / 1_000)
    for (let message = 0; message < 2; message++) {
      const visit = await book(await timeIn(3), PHONE)
      await sendAt(CALLING)
      const [sent] = await rows(visit)
      const report = { message: sent?.id ?? '', state: 'undelivered', code, time } as const
      // A report that comes twice counts once.
      for (let times = 0; times < 2; times++) {
        const signed = { ...report, signature: signReport(KEY, report) }
        expect((await ground.visitor().call('/api/sms/reports', signed)).status).toBe(204)
      }
    }
    const [row] = await ground.sql<{ bounces: number }>('SELECT bounces FROM refused_address')
    expect(row?.bounces ?? 0).toBe(counted)
  })
})

describe('reminders by SMS', () => {
  const reminders: readonly Reminder[] = [
    { channel: 'sms', hours: 24 },
    { channel: 'sms', hours: 4 },
    { channel: 'mail', hours: 4 },
  ]

  it('are due in the evening before where they would sound at night, and beside the mail', async () => {
    const startsAt =
      (await freeTimes(3)).find((at) => timeOf(at, BERLIN) < '11:00') ?? impossible('no early time')
    const visit = await book(startsAt, { reminders, email: 'ada@mail.example' })
    const due = (await rows(visit)).filter(({ kind }) => kind === 'reminder')
    const wall = due.map(({ channel, due_at }) => `${channel} ${timeOf(instant(due_at), BERLIN)}`).sort()
    const usual = (hours: number) => timeOf(plus(startsAt, -hours * HOUR), BERLIN)
    expect(wall).toEqual([`mail ${usual(4)}`, `sms ${usual(24)}`, 'sms 19:00'].sort())
  })

  it('reach somebody who has no address and hears of nothing else', async () => {
    const startsAt =
      (await freeTimes(3)).find((at) => timeOf(at, BERLIN) >= '11:30') ?? impossible('no late time')
    const visit = await book(startsAt, { toldBy: null, reminders: [{ channel: 'sms', hours: 24 }] })
    expect((await rows(visit)).map(({ kind, channel }) => `${kind} ${channel}`)).toEqual(['reminder sms'])
    const [other = impossible('no time')] = await freeTimes(5)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: other }))
    expect((await rows(visit)).map(({ kind, channel }) => `${kind} ${channel}`)).toEqual(['reminder sms'])
  })

  it('have one link, to the page where each answer is one press', async () => {
    const startsAt =
      (await freeTimes(3)).find((at) => timeOf(at, BERLIN) >= '11:30') ?? impossible('no late time')
    await book(startsAt, { reminders })
    await sendAt(CALLING)
    const { texts } = await sendAt(plus(startsAt, -24 * HOUR))
    expect(texts).toEqual([
      expect.stringMatching(
        /Zusagen, verschieben, absagen: https:\/\/termine.example\/v\/[\w-]{22}\/coming\?lang=de$/,
      ),
    ])
  })

  it.each([
    ['20:59', -1, true],
    ['21:00', -1, false],
    ['06:59', 0, false],
    ['07:00', 0, true],
  ])(
    'that come late leave at %s, %i days from the visit, as its night says: %s',
    async (time, days, leaves) => {
      const startsAt =
        (await freeTimes(3)).find((at) => timeOf(at, BERLIN) >= '11:30') ?? impossible('no late time')
      const visit = await book(startsAt, { reminders: [{ channel: 'sms', hours: 24 }] })
      await sendAt(CALLING)
      // The gateway was away by day.
      const at = instantOf(addDays(dayOf(startsAt, BERLIN), days), localTime(time), BERLIN)
      expect((await sendAt(at)).texts).toHaveLength(leaves ? 1 : 0)
      const [reminder] = (await rows(visit)).filter(({ kind }) => kind === 'reminder')
      expect(reminder?.state).toBe(leaves ? 'sent' : 'due')
      if (!leaves) expect(timeOf(instant(reminder?.due_at ?? 0), BERLIN)).toBe('07:00')
    },
  )

  it('move and vanish with the booking', async () => {
    const [startsAt, other] = (await freeTimes(4)).filter((at) => timeOf(at, BERLIN) >= '11:30')
    const visit = await book(startsAt ?? impossible('no time'), { reminders })
    const count = async () => (await rows(visit)).filter(({ kind }) => kind === 'reminder').length
    expect(await count()).toBe(2)
    await run((tx) =>
      moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt: other ?? impossible('no time') }),
    )
    expect(await count()).toBe(2)
    await run((tx) => cancelBooking(tx, visit.id))
    expect(await count()).toBe(0)
  })
})

describe('behind the link of the booking', () => {
  const path = (visit: Visit, page = '') =>
    `/v/${ground.links.tokenOf(ground.authority.key, visit.id, visit.linkGeneration)}${page}`
  const due = async (visit: Visit) =>
    (await rows(visit)).flatMap(({ kind, channel, recipient }) =>
      kind === 'reminder' ? [`${channel} ${recipient}`] : [],
    )

  it('somebody chooses SMS instead of mail, says where to, and changes their mind', async () => {
    const startsAt =
      (await freeTimes(4)).find((at) => timeOf(at, BERLIN) >= '11:30') ?? impossible('no late time')
    const visit = await book(startsAt, {
      email: 'ada@mail.example',
      phone: null,
      reminders: null,
      toldBy: null,
    })
    expect(await due(visit)).toEqual(['mail ada@mail.example', 'mail ada@mail.example'])
    const citizen = ground.visitor()
    const seen = (await citizen.get(`${path(visit, '/reminders')}?lang=de`)).text
    expect(seen.match(/value="(mail|sms|push) \d+"/g)).toEqual([
      'value="mail 24"',
      'value="mail 4"',
      'value="sms 24"',
      'value="sms 4"',
    ])
    expect(await due(visit)).toHaveLength(2)
    const wrong = await citizen.submit(path(visit, '/reminders'), {
      reminders: '',
      reminder: 'sms 24',
      mobile: '030 115',
    })
    expect([wrong.status, wrong.text.includes('030 115')]).toEqual([422, true])
    const post = { reminders: '', reminder: 'sms 24', mobile: '0171 2345678' }
    for (let press = 0; press < 2; press++)
      expect((await citizen.submit(path(visit, '/reminders'), post)).status).toBe(303)
    expect(await due(visit)).toEqual(['sms +491712345678'])
    expect((await citizen.get(`${path(visit)}?lang=de`)).text).toContain('SMS, 24 Stunden vorher')
    await citizen.submit(path(visit, '/reminders'), { reminders: '' })
    expect(await due(visit)).toEqual([])
    expect((await citizen.get(`${path(visit)}?lang=de`)).text).toContain('Wir erinnern Sie nicht')
  })
})

describe('who is away from the hall and left a mobile number', () => {
  async function away(phone: string, minutes = 30): Promise<Visit> {
    const wish = { siteKey: 'mitte', matters: MATTERS, language: 'de', channel: 'kiosk' } as const
    return run(async (tx) => {
      const drawn = await drawTicket(tx, ground.links, wish, async () => true)
      const { visit } = drawn.ok ? drawn.value : impossible(drawn.code)
      const gone = await goAwayFromDesk(tx, visit.id, { minutes, phone })
      return gone.ok ? gone.value : impossible(gone.code)
    })
  }

  it('is told once, three minutes before, with their number and the page that says how it stands', async () => {
    const visit = await away('0170 7654321')
    expect((await sendAt(plus(CALLING, 26 * MINUTE))).texts).toEqual([])
    const { texts } = await sendAt(plus(CALLING, 27 * MINUTE))
    expect(texts).toEqual([expect.stringContaining(`Ihre Nummer ${visit.ticketNumber} ist bald dran`)])
    expect(texts[0]).toMatch(/https:\/\/termine.example\/w\/[\w-]{22}\?lang=de$/)
    expect((await sendAt(plus(CALLING, 29 * MINUTE))).texts).toEqual([])
    expect(await rows(visit)).toMatchObject([{ kind: 'come_back', state: 'sent', recipient: '' }])
  })

  it('is told later where they stay away for longer, and not at all once they are back', async () => {
    const longer = await away('0170 7654322')
    await run((tx) => goAway(tx, longer.id, 50))
    expect((await sendAt(plus(CALLING, 27 * MINUTE))).texts).toEqual([])
    expect((await sendAt(plus(CALLING, 47 * MINUTE))).texts).toHaveLength(1)
    const back = await away('0170 7654323')
    await run((tx) => comeBack(tx, back.id))
    expect(await rows(back)).toEqual([])
  })

  it('is told anew where they stay away for longer after they were told', async () => {
    const { id } = await away('0170 7654325')
    expect((await sendAt(plus(CALLING, 27 * MINUTE))).texts).toHaveLength(1)
    await run((tx) => goAway(tx, id, 25), plus(CALLING, 28 * MINUTE))
    expect((await sendAt(plus(CALLING, 49 * MINUTE))).texts).toEqual([])
    expect((await sendAt(plus(CALLING, 50 * MINUTE))).texts).toHaveLength(1)
  })

  it('is forgotten when they are back, and at the end of the day, though nobody knows whether it arrived', async () => {
    const unknown = async (phone: string) => {
      const visit = await away(phone)
      gateway.cutNext('taken')
      await sendAt(plus(CALLING, 27 * MINUTE))
      expect(await rows(visit)).toMatchObject([{ state: 'unknown', recipient: readMobile(phone) }])
      return visit
    }
    const back = await unknown('0170 7654326')
    await run((tx) => comeBack(tx, back.id), plus(CALLING, 28 * MINUTE))
    const stays = await unknown('0170 7654327')
    expect(await rows(back)).toMatchObject([{ recipient: '' }])
    await run(endDays, plus(CALLING, 24 * HOUR))
    expect(await rows(stays)).toMatchObject([{ state: 'unknown', recipient: '' }])
  })

  it('is told by nobody but a colleague, if the number takes no SMS', async () => {
    expect(await rows(await away('030 115115'))).toEqual([])
  })

  it('control: what waits for somebody who is no longer away until then is not sent', async () => {
    const visit = await away('0170 7654324')
    await ground.sql("UPDATE message SET about_at = about_at + interval '1 minute' WHERE visit_id = $1", [
      visit.id,
    ])
    expect((await sendAt(plus(CALLING, 27 * MINUTE))).texts).toEqual([])
    expect((await rows(visit))[0]?.failure).toBe('out_of_date')
  })
})

it('no number, text or link is in the log', () => {
  const all = logged.join('\n')
  expect(all).toContain('"channel":"sms"')
  expect(all).not.toMatch(/49170|0170|Ihr Termin|Ihre Nummer|\/v\//)
})
