import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type MailTransport, openTransport } from '#features/message/jobs.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openMailFolder } from './mailbox/folder.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'

const DEMO: Authority = {
  key: 'neuwalden',
  schema: 'city_neuwalden',
  role: 'dran_neuwalden',
  hostnames: ['localhost'],
  demo: true,
  demoOffset: 0,
  createdAt: parseInstant('2027-03-01T06:30:00Z'),
  version: 1,
}

let folder: string
let mailbox: Mailbox

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dran-mail-'))
  mailbox = await startMailbox({ folder })
})
afterEach(async () => {
  await mailbox.stop()
  await rm(folder, { recursive: true })
})

async function deliver(transport: MailTransport, subject: string): Promise<string> {
  const opened = await transport.connect()
  if (!opened.ok) return opened.code
  const bytes = Buffer.from(
    `From: Stadt <termine@neuwalden.example>\r\nTo: anna@mail.example\r\nSubject: ${subject}\r\nDate: Mon, 01 Mar 2027 07:00:00 +0000\r\n\r\nGuten Tag\r\n`,
  )
  const delivery = await opened.value.deliver({
    from: 'termine@neuwalden.example',
    to: 'anna@mail.example',
    bytes,
  })
  opened.value.release()
  return delivery.outcome
}

it('takes mails by SMTP and shows them, the newest first, to their authority only', async () => {
  const transport = openTransport({ url: mailbox.smtpUrl(DEMO) })
  for (const subject of ['one', 'two']) expect(await deliver(transport, subject)).toBe('accepted')
  await transport.close()
  const mails = await mailbox.listMails('neuwalden')
  expect(mails.map((mail) => mail.subject)).toEqual(['two', 'one'])
  const [newest] = mails
  const mail = await mailbox.readMail('neuwalden', newest?.id ?? '')
  expect(mail).toMatchObject({ to: 'anna@mail.example', date: '2027-03-01T07:00:00.000Z' })
  expect(mail?.text.trim()).toBe('Guten Tag')
  expect(await mailbox.listMails('zweitstadt')).toEqual([])
  expect(await mailbox.readMail('zweitstadt', newest?.id ?? '')).toBeUndefined()
})

it('a real authority gets no address here', () => {
  expect(() => mailbox.smtpUrl({ ...DEMO, demo: false })).toThrow()
})

it('without the password of this run nothing is taken', async () => {
  const url = new URL(mailbox.smtpUrl(DEMO))
  url.password = 'guessed'
  const stranger = openTransport({ url: url.href })
  expect(await deliver(stranger, 'spam')).toMatch(/535/)
  url.username = ''
  url.password = ''
  const anonymous = openTransport({ url: url.href })
  expect(await deliver(anonymous, 'spam')).not.toBe('accepted')
  await stranger.close()
  await anonymous.close()
  expect(await mailbox.countMails('neuwalden')).toBe(0)
})

it('what is no id of a mail opens no file', async () => {
  await writeFile(join(folder, 'secret.eml'), 'Subject: secret\r\n\r\n')
  for (const id of ['../secret', '..%2fsecret', '', '.', 'secret', '\0', 'x'.repeat(300)]) {
    expect(await mailbox.readMail('neuwalden', id)).toBeUndefined()
  }
  await expect(mailbox.readMail('../neuwalden', '')).rejects.toThrow(RangeError)
})

it('keeps only the newest', async () => {
  const kept = openMailFolder(join(folder, 'small'), 3)
  for (const subject of ['1', '2', '3', '4', '5']) {
    await kept.store(Buffer.from(`Subject: ${subject}\r\n\r\n`))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect((await kept.list(10)).map((mail) => mail.subject)).toEqual(['5', '4', '3'])
  expect((await readdir(join(folder, 'small'))).length).toBe(3)
})
