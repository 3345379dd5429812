import PostalMime from 'postal-mime'
import type { Reported } from '../model/bounce.ts'

/** A report about a delivery (RFC 3464), as far as it counts here. */
export type DeliveryReport = {
  /** Where it was sent to: the address that stood in the envelope of our mail. */
  readonly addresses: readonly string[]
  /** The Message-ID of the mail that it returns, if it does. */
  readonly messageId: string | undefined
  /** What it says of each recipient. */
  readonly reported: readonly Reported[]
}

/** Reports may return the whole mail; what counts stands before it. */
const MOST_BYTES = 1_000_000

/** Where mail servers write the address to which they deliver; To is what the reporting server was told. */
const ADDRESSED = ['delivered-to', 'x-original-to', 'envelope-to', 'to']

/** Reads a mail; undefined if it is no report about a delivery, or broken. */
export async function readReport(mail: Uint8Array): Promise<DeliveryReport | undefined> {
  const read = await PostalMime.parse(mail.subarray(0, MOST_BYTES), {
    forceRfc822Attachments: true,
    attachmentEncoding: 'utf8',
  }).catch(() => undefined)
  if (!read) return undefined
  const kind = read.headers.find(({ key }) => key === 'content-type')?.value ?? ''
  if (!/^multipart\/report\b/i.test(kind) || !/report-type="?delivery-status\b/i.test(kind)) return undefined
  const part = (...types: readonly string[]) => {
    const found = read.attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))
    return typeof found?.content === 'string' ? found.content : undefined
  }
  const status = part('message/delivery-status', 'message/global-delivery-status')
  if (status === undefined) return undefined
  const returned = part('message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers')
  return {
    addresses: read.headers
      .filter(({ key }) => ADDRESSED.includes(key))
      .flatMap(({ value }) => value.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []),
    messageId: returned && fieldsOf(returned)[0]?.get('message-id'),
    reported: fieldsOf(status)
      .filter((fields) => fields.has('final-recipient'))
      .map((fields) => ({ action: fields.get('action') ?? '', status: fields.get('status') ?? '' })),
  }
}

/** Groups of header fields, parted by empty lines; of a field that occurs twice the first counts. */
function fieldsOf(text: string): Map<string, string>[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^\n+/, '')
    .split(/\n[ \t]*\n/)
    .map((group) => {
      const fields = new Map<string, string>()
      for (const line of group.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
        const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? []
        const key = name?.toLowerCase()
        if (key !== undefined && !fields.has(key)) fields.set(key, value ?? '')
      }
      return fields
    })
}
