import MailComposer from 'nodemailer/lib/mail-composer'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { qrPng } from '#platform/print/qr.ts'
import { domainOf, readEmail } from '../model/address.ts'
import { QR_IMAGE } from '../model/beginning.ts'
import { composeMessage } from '../model/compose.ts'
import { senderFor } from '../model/sender.ts'
import { type MailFacts, messageId } from '../model.ts'
import { type SigningKey, signed } from './signature.ts'

/** A mail as bytes, and between whom it travels: one sender, one recipient. */
export type Mail = { readonly from: string; readonly to: string; readonly bytes: Buffer }

const QR_SCALE = 6

/**
 * Builds the mail of a message. Addresses pass our own grammar and travel in an envelope of their own, so that
 * nothing in a header can add a recipient (security A-11). Signed where there is a key for the sender's domain.
 */
export async function buildMail(
  facts: MailFacts,
  recipient: string,
  signingKey: (domain: string) => SigningKey | undefined = () => undefined,
): Promise<Result<Mail, 'bad_sender' | 'bad_recipient'>> {
  const city = readEmail(facts.city.senderAddress)
  const to = readEmail(recipient)
  if (city === undefined) return fail('bad_sender')
  if (to === undefined || to !== recipient) return fail('bad_recipient')
  const { subject, text, html, qrLink, calendar } = composeMessage(facts)
  const sender = senderFor(facts.city, city, (domain) => signingKey(domain) !== undefined)
  const from = sender.address
  const composer = new MailComposer({
    from: { name: sender.name, address: from },
    to: { name: '', address: to },
    replyTo: { name: sender.name, address: sender.replyAddress ?? from },
    subject,
    text,
    html,
    // The city's domain, so that it stays when a site changes its sender.
    messageId: messageId(facts.messageId, domainOf(city)),
    date: isoInstant(facts.now),
    headers: {
      // No automatic answer shall come back (RFC 3834; the second one is for Exchange).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': facts.language === 'en' ? 'en' : 'de',
    },
    attachments: [
      ...(qrLink ? [qrAttachment(qrLink)] : []),
      ...(calendar ? [calendarAttachment(calendar)] : []),
    ],
    // The same message has the same bytes, so that a repeat is one.
    baseBoundary: facts.messageId.replaceAll('-', ''),
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const bytes = await composer.compile().build()
  const key = signingKey(domainOf(from))
  return ok({ from, to, bytes: key ? await signed(bytes, key) : bytes })
}

function qrAttachment(link: string) {
  return {
    filename: 'qr-code.png',
    cid: QR_IMAGE,
    contentType: 'image/png',
    contentDisposition: 'inline' as const,
    content: qrPng(link, QR_SCALE),
  }
}

function calendarAttachment({ name, content, cancels }: { name: string; content: string; cancels: boolean }) {
  return {
    filename: name,
    contentType: `text/calendar; charset=utf-8; method=${cancels ? 'CANCEL' : 'PUBLISH'}`,
    content,
  }
}
