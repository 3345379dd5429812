import { createServer } from 'node:net'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  acceptReplacement,
  cancelBooking,
  replaceNext,
  settleReplacements,
} from '#features/booking/actions.ts'
import { reopenSite } from '#features/capacity/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { HOUR, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'
import { closeMitte, siteOf } from '#test/closing.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { fileOfBooking, queueMessage } from './actions.ts'
import { openTransport, sendDueMessages, startSender, tidyOutbox } from './jobs.ts'

const { city, server, deps, later, hold, book, outbox, booked, startAgain } = openOutboxCity()

describe('sending', () => {
  it('sends a mail once, with one recipient in the envelope, and forgets the address', async () => {
    await book('anna@mail.example')
    const round = await sendDueMessages(deps(), city().authority)
    expect(round).toEqual({ sent: 1, unreachable: false })
    await sendDueMessages(deps(), later(HOUR))
    expect(server().received.map(({ from, to }) => ({ from, to }))).toEqual([
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
    await sendDueMessages(deps(), city().authority)
    expect(server().received.map(({ to }) => to[0])).toEqual([0, 1, 2, 3].map((n) => `row${n}@mail.example`))
    expect(server().sessions()).toBe(1)
    expect(visits.length).toBe(4)
  })

  it('claims nothing while the server is away, and sends all when it is back', async () => {
    await server().stop()
    for (let count = 0; count < 3; count++) await hold()
    for (let minute = 0; minute < 3; minute++) {
      expect(await sendDueMessages(deps(), later(minute * MINUTE))).toEqual({ sent: 0, unreachable: true })
    }
    expect((await outbox()).map(({ state, attempts }) => ({ state, attempts }))).toEqual(
      Array(3).fill({ state: 'due', attempts: 0 }),
    )
    await startAgain()
    await sendDueMessages(deps(), later(4 * MINUTE))
    expect(server().received.length).toBe(3)
  })

  it('sends no link whose hold is over, and nothing about a visit that has been', async () => {
    await hold()
    await sendDueMessages(deps(), later(2 * HOUR))
    await book()
    await sendDueMessages(deps(), later(60 * 24 * HOUR))
    expect(server().received).toEqual([])
    expect((await outbox()).every(({ failure }) => failure === 'out_of_date')).toBe(true)
  })

  it('a booking cancelled before its mail went out has one mail, that it is cancelled', async () => {
    const visit = await book()
    await city().database.withAuthority(city().authority, (tx) => cancelBooking(tx, visit.id))
    await sendDueMessages(deps(), city().authority)
    expect(server().received.length).toBe(1)
    expect(server().received[0]?.raw).toContain('method=CANCEL')
  })

  it('news of a closing that waited tells who has another time, or the old one again, nothing untrue', async () => {
    const run = <T>(work: (tx: Tx) => Promise<T>) => city().database.withAuthority(city().authority, work)
    const close = async (day: LocalDate) => {
      const closed = await run((tx) => closeMitte(tx, { firstDay: day, lastDay: day }))
      while (await run(replaceNext)) {
        // One person after the other.
      }
      return closed.ok ? closed.value.closingId : impossible(closed.code)
    }
    const reopen = async (id: Awaited<ReturnType<typeof close>>) => {
      await run(async (tx) => reopenSite(tx, await siteOf(tx), id))
      await run(settleReplacements)
    }
    const [moves, waits] = [await book('moves@mail.example'), await book('waits@mail.example')]
    const news = ({ id }: Visit) =>
      run((tx) =>
        tx.rows(
          raw<{ kind: string; state: string }>(sql`
            SELECT kind, state FROM message WHERE visit_id = ${id} AND kind NOT IN ('confirm', 'reminder') ORDER BY id`),
        ),
      ).then((rows) => rows.map(({ kind, state }) => `${kind} ${state}`))
    const files = (email: string) =>
      server()
        .received.filter(({ to }) => to[0] === email)
        .map(({ raw: mail }) => /method=(CANCEL|PUBLISH)/.exec(mail)?.[1])
    const closing = await close(moves.day)
    expect((await run((tx) => acceptReplacement(tx, moves.id))).ok).toBe(true)
    await reopen(closing)
    await sendDueMessages(deps(), city().authority)
    expect(await news(moves)).toEqual(['booked sent', 'closed failed', 'moved sent'])
    expect(await news(waits)).toEqual(['booked sent', 'closed failed', 'reopened sent'])
    expect(files('moves@mail.example')).toEqual(['PUBLISH', 'PUBLISH'])
    // A file from its page is newer than one that took the entry out would have been.
    const file = await run((tx) => fileOfBooking(tx, plainLinks, 'http://127.0.0.1:1', waits, 'de'))
    expect(file?.content).toContain('SEQUENCE:2\r\n')
    // It closes again, and opens, and closes before anybody was told that it opens.
    const again = await close(waits.day)
    await sendDueMessages(deps(), city().authority)
    await reopen(again)
    const last = await close(waits.day)
    await sendDueMessages(deps(), city().authority)
    expect((await news(waits)).slice(3)).toEqual(['closed sent', 'reopened failed', 'closed sent'])
    await reopen(last)
  })

  it('gives up what is out of date without a word to the mail server', async () => {
    await hold()
    await book()
    await tidyOutbox(deps(), city().authority)
    expect((await outbox()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'confirm due',
      'confirm failed',
      'booked due',
    ])
    await tidyOutbox(deps(), later(60 * 24 * HOUR))
    expect(await outbox()).toMatchObject(
      Array(3).fill({ state: 'failed', failure: 'out_of_date', recipient: '' }),
    )
    expect(server().sessions()).toBe(0)
  })

  it('without a mail server messages wait', async () => {
    await hold()
    expect(await sendDueMessages(deps({ transport: () => undefined }), city().authority)).toEqual({
      sent: 0,
      unreachable: false,
    })
    expect((await outbox())[0]?.state).toBe('due')
  })
})

describe('a clear answer', () => {
  it.each(['MAIL', 'RCPT', 'DATA', 'DOT'] as const)('5xx to %s: failed, not repeated', async (command) => {
    await book()
    server().answerNext(command, '550 5.1.1 no such mailbox')
    await sendDueMessages(deps(), city().authority)
    await sendDueMessages(deps(), later(HOUR))
    const [row] = await booked()
    expect([row?.state, row?.attempts]).toEqual(['failed', 1])
    expect(row?.failure).toMatch(/550$/)
    expect(server().received).toEqual([])
  })

  it.each(['MAIL', 'RCPT', 'DATA', 'DOT'] as const)(
    '4xx to %s: tried again a little later',
    async (command) => {
      await book()
      server().answerNext(command, '451 4.7.1 later, please')
      await sendDueMessages(deps(), city().authority)
      expect((await booked())[0]?.state).toBe('due')
      await sendDueMessages(deps(), later(MINUTE))
      expect((await booked())[0]).toMatchObject({ state: 'sent', attempts: 2 })
      expect(server().received.length).toBe(1)
    },
  )

  it('one refused mail does not hold up the next', async () => {
    for (let count = 0; count < 3; count++) await hold(`turn${count}@mail.example`)
    server().answerNext('RCPT', '550 no such mailbox')
    await sendDueMessages(deps(), city().authority)
    expect(server().received.map(({ to }) => to[0])).toEqual(['turn1@mail.example', 'turn2@mail.example'])
  })
})

describe('header injection (A-11)', () => {
  it('a recipient that is not one plain address never reaches the mail server', async () => {
    const visit = await book()
    await city().database.withAuthority(city().authority, (tx) =>
      queueMessage(tx, {
        visitId: visit.id,
        kind: 'booked',
        language: 'de',
        channel: 'mail',
        recipient: 'a@b.example\r\nRCPT TO:<c@d.example>',
      }),
    )
    await sendDueMessages(deps(), city().authority)
    expect(server().received.map(({ to }) => to.length)).toEqual([1])
    expect((await booked()).map(({ failure }) => failure)).toEqual([null, 'bad_recipient'])
  })

  it('a name adds no header', async () => {
    await book('anna@mail.example', 'Anna\r\nBcc: evil@x.example')
    await sendDueMessages(deps(), city().authority)
    expect(server().received.map(({ to }) => to)).toEqual([['anna@mail.example']])
    expect(server().received[0]?.raw).not.toMatch(/^Bcc:/im)
  })
})

describe('the sender at work', () => {
  function start() {
    const wakeUps = startWakeUps(city().database, () => undefined)
    const sender = startSender({ ...deps(), wakeUps, authorities: () => [city().authority] })
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
    await until(() => server().received.length === 1)
    await sender.stop()
    expect((await outbox())[0]?.state).toBe('sent')
  })

  it('stops after the message in hand', async () => {
    server().delayAnswers(300)
    for (let count = 0; count < 3; count++) await hold()
    const sender = start()
    await until(async () => (await outbox()).some(({ state }) => state === 'sending'))
    await sender.stop()
    expect((await outbox()).map(({ state }) => state).sort()).toEqual(['due', 'due', 'sent'])
    expect(server().received.length).toBe(1)
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
    expect(await remote.connect()).toMatchObject({ ok: false })
    expect(commands.join('')).not.toMatch(/AUTH/)
    await remote.close()
    await new Promise((resolve) => plain.close(resolve))
  })
})
