import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import type { MessageFacts } from '../model.ts'
import { buildMail } from './mime.ts'

async function bytesOf(changes: Partial<MessageFacts> = {}): Promise<Buffer> {
  const mail = await buildMail({ ...MAIL_FACTS, ...changes }, 'anna@mail.example')
  return mail.ok ? mail.value.bytes : impossible(mail.code)
}

it('a mail is read by another program as it was meant', async () => {
  const mail = await PostalMime.parse(await bytesOf())
  expect(mail.from).toEqual({ name: 'Stadt Neuwalden', address: 'termine@neuwalden.example' })
  expect(mail.to).toEqual([{ name: '', address: 'anna@mail.example' }])
  expect(mail.replyTo?.[0]?.address).toBe('termine@neuwalden.example')
  expect(mail.subject).toContain('29.')
  expect(mail.messageId).toBe('<01930000-0000-7000-8000-000000000001@neuwalden.example>')
  expect(mail.date).toBe('2027-03-01T07:00:00.000Z')
  const headers = new Map(mail.headers.map(({ key, value }) => [key, value]))
  expect(headers.get('auto-submitted')).toBe('auto-generated')
  expect(headers.get('content-language')).toBe('de')
  expect(mail.text).toContain(MAIL_FACTS.link)
  expect(mail.html).toContain('cid:qr@dran')
  const [code, calendar] = mail.attachments
  expect([code?.mimeType, code?.contentId, code?.disposition]).toEqual(['image/png', '<qr@dran>', 'inline'])
  expect([calendar?.mimeType, calendar?.filename]).toEqual(['text/calendar', 'termin.ics'])
})

it('the same message has the same bytes, so that a repeat by hand is known', async () => {
  expect(await bytesOf()).toEqual(await bytesOf())
})

it('no line is longer than SMTP carries, and all are ASCII', async () => {
  const long = { site: { ...MAIL_FACTS.site, way: 'ein Weg über Straßen '.repeat(200) } }
  for (const line of (await bytesOf(long)).toString('latin1').split('\r\n')) {
    expect(line.length).toBeLessThanOrEqual(998)
    expect(line).toMatch(/^[\t\x20-\x7e]*$/)
  }
})

describe('a site with a sender of its own', () => {
  const siteSender = {
    name: 'Amt Mitte',
    address: 'mitte@neuwalden.example',
    replyAddress: 'post@neuwalden.example',
  }
  const read = async (changes: Partial<typeof siteSender> = {}) => {
    const city = { ...MAIL_FACTS.city, siteSender: { ...siteSender, ...changes } }
    return PostalMime.parse(await bytesOf({ city }))
  }

  it('sends under it, with its address for answers and the Message-ID as before', async () => {
    const mail = await read()
    expect(mail.from).toEqual({ name: 'Amt Mitte', address: 'mitte@neuwalden.example' })
    expect(mail.replyTo).toEqual([{ name: 'Amt Mitte', address: 'post@neuwalden.example' }])
    expect(mail.messageId).toBe((await PostalMime.parse(await bytesOf())).messageId)
  })

  it.each([
    { name: 'Amt\r\nBcc: evil@x.example' },
    { address: 'mitte@neuwalden.example\r\nBcc: evil@x.example' },
    { replyAddress: 'post@neuwalden.example, evil@x.example' },
  ])('that is no plain one sends as the city does: %j', async (changes) => {
    const mail = await read(changes)
    const plain = await PostalMime.parse(await bytesOf())
    expect(mail.headers).toEqual(plain.headers)
    expect(mail.from?.address).toBe('termine@neuwalden.example')
  })
})

describe('header injection', () => {
  const tails = [
    '\r\nBcc: evil@x.example',
    '\nBcc: evil@x.example',
    '\rBcc: evil@x.example',
    '\r\n\r\n<script>',
    '\r\n.\r\nMAIL FROM:<evil@x.example>',
    '%0d%0aBcc: evil@x.example',
    '\u2028Bcc: evil@x.example',
    '\u0085Bcc: evil@x.example',
    '\u0000Bcc: evil@x.example',
    '" <evil@x.example>, "b',
    '<evil@x.example>',
    ', evil@x.example',
    '; evil@x.example',
    '=?utf-8?q?=0d=0aBcc:_evil=40x.example?=',
    'ÿ\r\nBcc: evil@x.example',
  ]

  it.each(tails)('in any text of the facts it adds no header and no recipient: %j', async (tail) => {
    const { site, city } = MAIL_FACTS
    const mail = await PostalMime.parse(
      await bytesOf({
        name: `Anna${tail}`,
        bookingNumber: `7KX4${tail}`,
        site: { ...site, name: site.name + tail, way: site.way + tail },
        services: [{ title: `Ausweis${tail}`, reference: `V-34A${tail}`, people: 1, papers: [tail] }],
        city: { ...city, name: city.name + tail, senderName: city.senderName + tail, phone: tail },
      }),
    )
    const plain = await PostalMime.parse(await bytesOf())
    expect(mail.headers.map(({ key }) => key)).toEqual(plain.headers.map(({ key }) => key))
    expect(mail.to).toEqual(plain.to)
    expect(mail.from?.address).toBe('termine@neuwalden.example')
    expect([mail.cc, mail.bcc]).toEqual([undefined, undefined])
    expect(mail.attachments.length).toBe(2)
  })

  it.each(tails)('a recipient or a sender is refused: %j', async (tail) => {
    expect(await buildMail(MAIL_FACTS, `a@b.example${tail}`)).toEqual({ ok: false, code: 'bad_recipient' })
    const city = { ...MAIL_FACTS.city, senderAddress: `a@b.example${tail}` }
    expect(await buildMail({ ...MAIL_FACTS, city }, 'a@b.example')).toEqual({ ok: false, code: 'bad_sender' })
  })
})
