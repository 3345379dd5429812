import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner } from '#test/city.ts'
import { deliveryReport, type ReportParts } from '#test/deliveryReport.ts'
import { type ImapServer, startImapServer } from '#test/imapServer.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import { sendAgain } from './actions.ts'
import { openBounceMailbox, readBounces, sendDueMessages } from './jobs.ts'

const { city, server, deps, later, book, booked } = openOutboxCity()

let imap: ImapServer

beforeEach(async () => {
  imap = await startImapServer()
})
afterEach(() => imap.stop())

const BOUNCES = 'bounces@reports.example'
const withReports = () => deps({ bounceAddress: () => BOUNCES })

type Left = { readonly id: Id<'message'>; readonly from: string; readonly headers: string }

let readers = 0

/** Books for somebody new, sends the confirmation, and tells how it left. */
async function sent(email = `reader${readers++}@mail.example`, minutes = 0): Promise<Left> {
  await book(email)
  await asOwner(city().ownerUrl, (client) =>
    client.query(`DELETE FROM ${city().authority.schema}.message WHERE kind IN ('confirm', 'reminder')`),
  )
  const before = server().received.length
  await sendDueMessages(withReports(), later(minutes * MINUTE))
  const mail = server().received[before] ?? impossible('nothing was sent')
  const headers = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'))
  const id = /^Message-ID: <(.*)@/im.exec(headers)?.[1] ?? impossible('a mail without Message-ID')
  return { id: id as Id<'message'>, from: mail.from, headers }
}

const read = () =>
  readBounces({
    database: city().database,
    links: deps().links,
    log: openLog({ level: 'silent' }),
    mailbox: openBounceMailbox(imap.url),
    authorities: () => [city().other, city().authority],
  })

async function comesBack(parts: ReportParts): Promise<void> {
  imap.deliver(deliveryReport(parts))
  await read()
}

const states = async () => (await booked()).map(({ state, failure }) => `${state} ${failure}`)

describe('a mail that comes back', () => {
  it('is bound to its message by the address of its envelope, and taken out of the mailbox', async () => {
    const { from } = await sent()
    expect(from).toMatch(/^bounces\+[0-9a-z]{50}@reports\.example$/)
    await comesBack({ to: from, recipient: 'anna@mail.example' })
    expect(await states()).toEqual(['failed bounce no_mailbox'])
    expect(imap.kept()).toEqual([])
  })

  it('or by the Message-ID of what it returns', async () => {
    const { headers } = await sent()
    await comesBack({ to: BOUNCES, recipient: 'anna@mail.example', status: '5.2.2', returned: headers })
    expect(await states()).toEqual(['failed bounce returned'])
  })

  it('while it is only delayed nothing changes', async () => {
    const { from } = await sent()
    await comesBack({ to: from, recipient: 'anna@mail.example', action: 'delayed', status: '4.4.1' })
    expect(await states()).toEqual(['sent null'])
  })

  it('stops its address after two, although the server on the way takes everything; others go on', async () => {
    for (const minute of [0, 1]) {
      const { from } = await sent('bea@mail.example', minute)
      await comesBack({ to: from, recipient: 'bea@mail.example' })
    }
    await book('bea@mail.example')
    await sendDueMessages(withReports(), later(2 * MINUTE))
    expect((await states()).at(-1)).toBe('failed address_stopped')
    await sent('carl@mail.example', 3)
    expect((await states()).at(-1)).toBe('sent null')
  })

  it('because its mailbox is full stops nothing', async () => {
    for (const minute of [0, 1, 2]) {
      const { from } = await sent('dora@mail.example', minute)
      await comesBack({ to: from, recipient: 'dora@mail.example', status: '5.2.2' })
    }
    expect(await states()).toEqual(Array(3).fill('failed bounce returned'))
  })

  it('is sent again by staff, and the report about the first attempt does not touch the second', async () => {
    const { id, from } = await sent('emil@mail.example')
    const report = { to: from, recipient: 'emil@mail.example' }
    imap.deliver(deliveryReport(report))
    imap.cutNextRemoval()
    // The report is noted, but stays in the mailbox.
    await read().catch(() => undefined)
    expect([await states(), imap.kept().length]).toEqual([['failed bounce no_mailbox'], 1])
    const { authority, database } = city()
    expect((await database.withAuthority(authority, (tx) => sendAgain(tx, deps().links, id))).ok).toBe(true)
    await sendDueMessages(withReports(), later(MINUTE))
    await read()
    expect(await states()).toEqual(['sent null'])
  })

  it('faster than the answer of the mail server is read once more', async () => {
    const { from, id } = await sent()
    const be = (state: string) =>
      asOwner(city().ownerUrl, (client) =>
        client.query(`UPDATE ${city().authority.schema}.message SET state = $2 WHERE id = $1`, [id, state]),
      )
    await be('sending')
    await comesBack({ to: from, recipient: 'anna@mail.example' })
    expect(imap.kept().length).toBe(1)
    await be('sent')
    await read()
    expect([await states(), imap.kept().length]).toEqual([['failed bounce no_mailbox'], 0])
  })
})

describe('what does nothing and stays for a person', () => {
  it.each<[string, (left: Left) => ReportParts]>([
    [
      'a report to a made-up address',
      ({ from }) => ({
        to: from.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@')),
        recipient: 'anna@mail.example',
      }),
    ],
    ['a report to the mailbox alone', () => ({ to: BOUNCES, recipient: 'anna@mail.example' })],
    [
      'a report about a message that there is not',
      ({ headers, id }) => ({
        to: BOUNCES,
        recipient: 'anna@mail.example',
        returned: headers.replace(id, '01930000-0000-7000-8000-000000000001'),
      }),
    ],
    [
      'a report of another kind (opened)',
      ({ from }) => ({ to: from, recipient: 'anna@mail.example', type: 'disposition-notification' }),
    ],
  ])('%s', async (_what, forge) => {
    const left = await sent()
    await comesBack(forge(left))
    expect(await states()).toEqual(['sent null'])
    expect(imap.kept().map(({ seen }) => seen)).toEqual([true])
    // Control: the same report with nothing forged does.
    await comesBack({ to: left.from, recipient: 'anna@mail.example' })
    expect(await states()).toEqual(['failed bounce no_mailbox'])
  })

  it.each([
    ['a letter of a person', 'From: Eve <eve@x.example>\r\nSubject: Hello\r\n\r\nWhere is my passport?\r\n'],
    ['nothing', ''],
    [
      'rubbish',
      `Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n${'--x\r\n'.repeat(2_000)}`,
    ],
  ])('%s', async (_what, mail) => {
    await sent()
    imap.deliver(mail)
    await read()
    expect(await states()).toEqual(['sent null'])
    expect(imap.kept().map(({ seen }) => seen)).toEqual([true])
  })

  it('a report that names somebody else stops nobody else: only what the message knows counts', async () => {
    for (const minute of [0, 1]) {
      const { from } = await sent('eve@mail.example', minute)
      await comesBack({ to: from, recipient: 'anna@mail.example' })
    }
    await sent('anna@mail.example', 2)
    expect((await states()).at(-1)).toBe('sent null')
  })
})

it('a mailbox that does not let us in says so and changes nothing', async () => {
  const { from } = await sent()
  imap.deliver(deliveryReport({ to: from, recipient: 'anna@mail.example' }))
  const wrong = openBounceMailbox(imap.url.replace('secret', 'guess'))
  await expect(wrong.read(async () => 'take')).rejects.toThrow()
  expect([await states(), imap.kept().length]).toEqual([['sent null'], 1])
})
