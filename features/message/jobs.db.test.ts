import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cancelBooking,
  confirmBooking,
  giveContact,
  holdTime,
  saveHoldContact,
  searchTimes,
} from '#features/booking/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, localDate, MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken, linkToken, secretFrom } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openDatabase } from '#platform/db/database.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { CUTS, type Cut, type MailServer, startMailServer } from '#test/mailServer.ts'
import { claimDue, endAttempt, queueMessage } from './actions.ts'
import { judge } from './jobs/smtp.ts'
import {
  type MailTransport,
  openTransport,
  type SenderDeps,
  sendDueMessages,
  startSender,
  tidyOutbox,
} from './jobs.ts'

let city: City
let server: MailServer
let transport: MailTransport
let bookings = 0

const links: Links = {
  tokenOf: (authority, visitId, generation) =>
    linkToken(secretFrom('x'.repeat(32), 'links'), authority, visitId, generation),
  digestOf: hashToken,
}
/** Far enough ahead for the clock to be turned. */
const FIRST_DAY = localDate('2027-03-03')

beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.drop())

beforeEach(async () => {
  server = await startMailServer()
  transport = openTransport({ url: server.url })
})
afterEach(async () => {
  await transport.close()
  await server.stop()
  await asOwner(city.ownerUrl, (client) => client.query(`DELETE FROM ${city.authority.schema}.message`))
  await city.unchanged()
})

function deps(changes: Partial<SenderDeps> = {}): SenderDeps {
  return {
    database: city.database,
    links,
    log: openLog({ level: 'silent' }),
    transport: () => transport,
    publicUrl: () => 'http://127.0.0.1:1',
    ...changes,
  }
}

/** The authority some time later. */
function later(milliseconds: number): Authority {
  return { ...city.authority, demoOffset: city.authority.demoOffset + milliseconds }
}

/** Books the next free time online; its mail to be confirmed is then in the outbox. */
async function hold(email = `person${bookings}@mail.example`, name = 'Anna Muster'): Promise<Visit> {
  const booking = bookings++
  return city.database.withAuthority(city.authority, async (tx) => {
    const browser = `browser ${booking}`
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const found = await searchTimes(tx, { matters, siteKey: 'mitte', fromDay: FIRST_DAY })
    const free = found.ok ? found.value.times[0] : undefined
    const startsAt = free?.startsAt ?? impossible('no free time')
    const held = await holdTime(tx, links, {
      matters,
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'online',
      browser,
    })
    if (!held.ok) return impossible(held.code)
    await saveHoldContact(tx, browser, { name, email, phone: null })
    const given = await giveContact(tx, links, browser)
    return given.ok ? given.value.visit : impossible(given.code)
  })
}

async function book(email?: string, name?: string): Promise<Visit> {
  const visit = await hold(email, name)
  return city.database.withAuthority(city.authority, async (tx) => {
    const booked = await confirmBooking(tx, visit.id)
    return booked.ok ? booked.value : impossible(booked.code)
  })
}

type Row = { kind: string; state: string; attempts: number; failure: string | null; recipient: string }

async function outbox(): Promise<Row[]> {
  return asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT kind, state, attempts, failure, recipient FROM ${city.authority.schema}.message ORDER BY id`,
    )
    return rows
  })
}

/** Only the mails of booked visits: what was to be confirmed is out of date by then. */
async function booked(): Promise<Row[]> {
  return (await outbox()).filter((row) => row.kind === 'booked')
}

describe('sending', () => {
  it('sends a mail once, with one recipient in the envelope, and forgets the address', async () => {
    await book('anna@mail.example')
    const round = await sendDueMessages(deps(), city.authority)
    expect(round).toEqual({ sent: 1, unreachable: false })
    await sendDueMessages(deps(), later(HOUR))
    expect(server.received.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: 'termine@neuwalden.example', to: ['anna@mail.example'] },
    ])
    expect(await outbox()).toEqual([
      { kind: 'confirm', state: 'failed', attempts: 1, failure: 'out_of_date', recipient: '' },
      { kind: 'booked', state: 'sent', attempts: 1, failure: null, recipient: '' },
    ])
  })

  it('sends in the order in which messages fell due, over one connection', async () => {
    const visits = []
    for (let count = 0; count < 4; count++) visits.push(await hold(`row${count}@mail.example`))
    await sendDueMessages(deps(), city.authority)
    expect(server.received.map(({ to }) => to[0])).toEqual([0, 1, 2, 3].map((n) => `row${n}@mail.example`))
    expect(server.sessions()).toBe(1)
    expect(visits.length).toBe(4)
  })

  it('claims nothing while the server is away, and sends all when it is back', async () => {
    await server.stop()
    for (let count = 0; count < 3; count++) await hold()
    for (let minute = 0; minute < 3; minute++) {
      expect(await sendDueMessages(deps(), later(minute * MINUTE))).toEqual({ sent: 0, unreachable: true })
    }
    expect((await outbox()).map(({ state, attempts }) => ({ state, attempts }))).toEqual(
      Array(3).fill({ state: 'due', attempts: 0 }),
    )
    server = await startMailServer(Number(new URL(server.url).port))
    await sendDueMessages(deps(), later(4 * MINUTE))
    expect(server.received.length).toBe(3)
  })

  it('sends no link whose hold is over, and nothing about a visit that has been', async () => {
    await hold()
    await sendDueMessages(deps(), later(2 * HOUR))
    await book()
    await sendDueMessages(deps(), later(60 * 24 * HOUR))
    expect(server.received).toEqual([])
    expect((await outbox()).every(({ failure }) => failure === 'out_of_date')).toBe(true)
  })

  it('a booking cancelled before its mail went out has one mail, that it is cancelled', async () => {
    const visit = await book()
    await city.database.withAuthority(city.authority, (tx) => cancelBooking(tx, visit.id))
    await sendDueMessages(deps(), city.authority)
    expect(server.received.length).toBe(1)
    expect(server.received[0]?.raw).toContain('method=CANCEL')
  })

  it('gives up what is out of date without a word to the mail server', async () => {
    await hold()
    await book()
    await tidyOutbox(deps(), city.authority)
    expect((await outbox()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'confirm due',
      'confirm failed',
      'booked due',
    ])
    await tidyOutbox(deps(), later(60 * 24 * HOUR))
    expect(await outbox()).toMatchObject(
      Array(3).fill({ state: 'failed', failure: 'out_of_date', recipient: '' }),
    )
    expect(server.sessions()).toBe(0)
  })

  it('without a mail server messages wait', async () => {
    await hold()
    expect(await sendDueMessages(deps({ transport: () => undefined }), city.authority)).toEqual({
      sent: 0,
      unreachable: false,
    })
    expect((await outbox())[0]?.state).toBe('due')
  })
})

describe('a clear answer', () => {
  it.each(['MAIL', 'RCPT', 'DATA', 'DOT'] as const)('5xx to %s: failed, not repeated', async (command) => {
    await book()
    server.answerNext(command, '550 5.1.1 no such mailbox')
    await sendDueMessages(deps(), city.authority)
    await sendDueMessages(deps(), later(HOUR))
    const [row] = await booked()
    expect([row?.state, row?.attempts]).toEqual(['failed', 1])
    expect(row?.failure).toMatch(/550$/)
    expect(server.received).toEqual([])
  })

  it.each(['MAIL', 'RCPT', 'DATA', 'DOT'] as const)(
    '4xx to %s: tried again a little later',
    async (command) => {
      await book()
      server.answerNext(command, '451 4.7.1 later, please')
      await sendDueMessages(deps(), city.authority)
      expect((await booked())[0]?.state).toBe('due')
      await sendDueMessages(deps(), later(MINUTE))
      expect((await booked())[0]).toMatchObject({ state: 'sent', attempts: 2 })
      expect(server.received.length).toBe(1)
    },
  )

  it('one refused mail does not hold up the next', async () => {
    for (let count = 0; count < 3; count++) await hold(`turn${count}@mail.example`)
    server.answerNext('RCPT', '550 no such mailbox')
    await sendDueMessages(deps(), city.authority)
    expect(server.received.map(({ to }) => to[0])).toEqual(['turn1@mail.example', 'turn2@mail.example'])
  })
})

describe('a connection that is cut (law 4, R8)', () => {
  const certain = CUTS.filter((cut) => !isUncertain(cut))

  function isUncertain(cut: Cut): boolean {
    return cut === 'after the final dot' || cut === 'in the middle of the answer'
  }

  it.each(certain)('%s: before the final dot, so it is sent in the end, once', async (cut) => {
    await book()
    server.cutNext(cut)
    await sendDueMessages(deps(), city.authority)
    expect(server.received).toEqual([])
    expect((await booked())[0]?.state).toBe('due')
    await sendDueMessages(deps(), later(MINUTE))
    expect(server.received.length).toBe(1)
    expect((await booked())[0]?.state).toBe('sent')
  })

  const uncertain = CUTS.filter(isUncertain)

  it.each(uncertain)('%s: nobody knows, so it is flagged and not repeated', async (cut) => {
    await book('anna@mail.example')
    server.cutNext(cut)
    await sendDueMessages(deps(), city.authority)
    for (const hours of [1, 2, 20]) await sendDueMessages(deps(), later(hours * HOUR))
    // Staff can still ask or repeat: the address stays.
    expect((await booked())[0]).toMatchObject({
      state: 'unknown',
      attempts: 1,
      recipient: 'anna@mail.example',
    })
    expect(server.received.length).toBe(1)
  })

  it.each(uncertain)('control: %s, with the guard taken away the mail goes out twice', async (cut) => {
    await book()
    const careless: MailTransport = {
      ...transport,
      async deliver(mail) {
        const delivery = await transport.deliver(mail)
        return delivery.outcome === 'unknown' ? { outcome: 'postponed', failure: delivery.failure } : delivery
      },
    }
    server.cutNext(cut)
    await sendDueMessages(deps({ transport: () => careless }), city.authority)
    await sendDueMessages(deps({ transport: () => careless }), later(MINUTE))
    expect(server.received.length).toBe(2)
    // Whoever gets both sees that they are one.
    const ids = server.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    expect(new Set(ids).size).toBe(1)
  })

  it('a failure without any answer is uncertain only behind the last byte', () => {
    expect(judge(new Error('gone'), false).outcome).toBe('postponed')
    expect(judge(new Error('gone'), true).outcome).toBe('unknown')
  })
})

describe('a sender that dies', () => {
  async function claimAndDie(): Promise<{ id: Id<'message'>; attemptId: Id<'attempt'> }> {
    return city.database.withAuthority(city.authority, async (tx) => {
      const attemptId = newId<'attempt'>(tx.now)
      const message = await claimDue(tx, attemptId)
      return { id: message?.id ?? impossible('nothing due'), attemptId }
    })
  }

  it('leaves one message whose fate is unknown; it is flagged, and the others go out', async () => {
    for (let count = 0; count < 3; count++) await hold()
    await claimAndDie()
    expect(await tidyOutbox(deps(), later(10 * MINUTE))).toBe(0)
    await sendDueMessages(deps(), later(10 * MINUTE))
    expect(await tidyOutbox(deps(), later(30 * MINUTE))).toBe(1)
    await sendDueMessages(deps(), later(40 * MINUTE))
    expect((await outbox()).map(({ state }) => state).sort()).toEqual(['sent', 'sent', 'unknown'])
    expect(server.received.length).toBe(2)
  })

  it('and was only slow may still say that it has sent', async () => {
    await hold()
    const { id, attemptId } = await claimAndDie()
    await tidyOutbox(deps(), later(30 * MINUTE))
    const other = await city.database.withAuthority(city.authority, (tx) =>
      endAttempt(tx, id, newId<'attempt'>(tx.now), { state: 'sent' }),
    )
    expect(other).toBe(false)
    const own = await city.database.withAuthority(city.authority, (tx) =>
      endAttempt(tx, id, attemptId, { state: 'sent' }),
    )
    expect(own).toBe(true)
    expect((await outbox())[0]?.state).toBe('sent')
  })
})

describe('two senders at once', () => {
  it('send every mail once', async () => {
    for (let count = 0; count < 24; count++) await hold(`both${count}@mail.example`)
    const second = openDatabase({ url: city.appUrl, connections: 2 })
    const secondTransport = openTransport({ url: server.url })
    const rounds = await Promise.all([
      sendDueMessages(deps(), city.authority),
      sendDueMessages(deps({ database: second, transport: () => secondTransport }), city.authority),
    ])
    await secondTransport.close()
    await second.close()
    const recipients = server.received.map(({ to }) => to[0]).sort()
    expect(recipients).toEqual([...Array(24).keys()].map((n) => `both${n}@mail.example`).sort())
    // Both had their share, or nothing was shown.
    expect(rounds.every(({ sent }) => sent > 0)).toBe(true)
  })

  it('control: without the lock both take the same message', async () => {
    await hold()
    const claim = `UPDATE ${city.authority.schema}.message SET state = 'sending', attempts = attempts + 1
      WHERE id = (SELECT id FROM ${city.authority.schema}.message WHERE state = 'due' LIMIT 1) RETURNING id`
    const taken = await asOwner(city.ownerUrl, (one) =>
      asOwner(city.ownerUrl, async (two) => {
        await one.query('BEGIN')
        const first = await one.query(claim)
        const waiting = two.query(claim)
        await new Promise((resolve) => setTimeout(resolve, 100))
        await one.query('COMMIT')
        return [first.rowCount, (await waiting).rowCount]
      }),
    )
    expect(taken).toEqual([1, 1])
  })
})

describe('header injection (A-11)', () => {
  it('a recipient that is not one plain address never reaches the mail server', async () => {
    const visit = await book()
    await city.database.withAuthority(city.authority, (tx) =>
      queueMessage(tx, {
        visitId: visit.id,
        kind: 'booked',
        language: 'de',
        recipient: 'a@b.example\r\nRCPT TO:<c@d.example>',
      }),
    )
    await sendDueMessages(deps(), city.authority)
    expect(server.received.map(({ to }) => to.length)).toEqual([1])
    expect((await booked()).map(({ failure }) => failure)).toEqual([null, 'bad_recipient'])
  })

  it('a name adds no header', async () => {
    await book('anna@mail.example', 'Anna\r\nBcc: evil@x.example')
    await sendDueMessages(deps(), city.authority)
    expect(server.received.map(({ to }) => to)).toEqual([['anna@mail.example']])
    expect(server.received[0]?.raw).not.toMatch(/^Bcc:/im)
  })
})

describe('the sender at work', () => {
  function start() {
    const wakeUps = startWakeUps(city.database, () => undefined)
    const sender = startSender({ ...deps(), wakeUps, authorities: () => [city.authority] })
    return {
      async stop() {
        await sender.stop()
        await wakeUps.stop()
      },
    }
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await holds()) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('it never came to that')
  }

  it('sends as soon as a booking commits', async () => {
    const sender = start()
    await hold('quick@mail.example')
    await until(() => server.received.length === 1)
    await sender.stop()
    expect((await outbox())[0]?.state).toBe('sent')
  })

  it('stops after the message in hand', async () => {
    server.delayAnswers(300)
    for (let count = 0; count < 3; count++) await hold()
    const sender = start()
    await until(async () => (await outbox()).some(({ state }) => state === 'sending'))
    await sender.stop()
    expect((await outbox()).map(({ state }) => state).sort()).toEqual(['due', 'due', 'sent'])
    expect(server.received.length).toBe(1)
  })
})

describe('a transport', () => {
  it('speaks SMTP only', () => {
    expect(() => openTransport({ url: 'http://127.0.0.1:25' })).toThrow()
  })

  it('sends no password in the open to another machine', async () => {
    // Not a loopback name for the transport, though it leads here.
    const commands: string[] = []
    const plain = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 plain\r\n')
      socket.on('data', (chunk) => {
        commands.push(chunk.toString())
        socket.write(/^EHLO/.test(chunk.toString()) ? '250-plain\r\n250 AUTH PLAIN\r\n' : '502 no\r\n')
      })
    })
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const address = plain.address()
    const port = typeof address === 'object' ? address?.port : 0
    const remote = openTransport({ url: `smtp://user:secret@[::ffff:127.0.0.1]:${port}` })
    expect(await remote.ready()).toMatchObject({ ok: false })
    expect(commands.join('')).not.toMatch(/AUTH/)
    await remote.close()
    await new Promise((resolve) => plain.close(resolve))
  })
})
