import { ImapFlow } from 'imapflow'

/** What becomes of a mail that was read: taken away, left for a person, or read once more. */
export type Handled = 'take' | 'leave' | 'again'

/** A mailbox in which reports about mails arrive. */
export type BounceMailbox = {
  /**
   * Hands over each mail that nobody has read yet, the oldest first, some at a time; how many. Rejects when the mailbox
   * cannot be reached or `handle` fails; what was not handled then is read the next time.
   */
  read(handle: (mail: Uint8Array) => Promise<Handled>): Promise<number>
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/
const TIMEOUT_MS = 30_000
const AT_ONCE = 200
/** Reports may return whole mails; what counts stands in front. */
const MOST_BYTES = 1_000_000

/**
 * Opens no connection yet. `url`: imaps://user:password@host:port/FOLDER; imap:// changes to TLS before it signs in,
 * except on this machine. Throws on an address that is none of IMAP.
 */
export function openBounceMailbox(url: string): BounceMailbox {
  const { folder, ...options } = readMailbox(url)
  return {
    async read(handle) {
      const client = new ImapFlow(options)
      // What breaks while a command is under way fails that command, too.
      client.on('error', () => undefined)
      try {
        await client.connect()
        await client.mailboxOpen(folder)
        const unread = (await client.search({ seen: false }, { uid: true })) || []
        const uids = unread.toSorted((one, other) => one - other).slice(0, AT_ONCE)
        for (const uid of uids) await readOne(client, uid, handle)
        await client.logout()
        return uids.length
      } finally {
        client.close()
      }
    },
  }
}

async function readOne(
  client: ImapFlow,
  uid: number,
  handle: (mail: Uint8Array) => Promise<Handled>,
): Promise<void> {
  const mail = await client.fetchOne(String(uid), { source: { maxLength: MOST_BYTES } }, { uid: true })
  // Another node has taken it away meanwhile.
  const source = mail ? mail.source : undefined
  if (!source) return
  const handled = await handle(source)
  if (handled === 'take') await client.messageDelete(String(uid), { uid: true })
  if (handled === 'leave') await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
}

function readMailbox(url: string) {
  const address = new URL(url)
  const secure = address.protocol === 'imaps:'
  if (!secure && address.protocol !== 'imap:') throw new Error('a mailbox has an address imap:// or imaps://')
  const local = LOOPBACK.test(address.hostname)
  return {
    host: address.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.port) || (secure ? 993 : 143),
    secure,
    // A password never travels in the open, except within this machine.
    ...(secure ? {} : { doSTARTTLS: !local }),
    auth: { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) },
    folder: decodeURIComponent(address.pathname.slice(1)) || 'INBOX',
    logger: false as const,
    disableAutoIdle: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  }
}
