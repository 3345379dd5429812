import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import { randomToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type MailFolder, type MailSummary, openMailFolder, type StoredMail } from './mailbox/folder.ts'

/** How many mails of an authority are kept. */
const KEEP = 500
const LARGEST_BYTES = 1_000_000
const CLOSE_MS = 2_000

/** The demo's mail server and what it has taken in. Nothing leaves this machine. */
export type Mailbox = {
  /**
   * The address at which the outbox of a demo authority delivers. Throws for a real one: its mails shall never
   * end up here.
   */
  smtpUrl(authority: Authority): string
  /** Shows an SMS among the mails of an authority. */
  keepSms(
    authorityKey: string,
    sms: { readonly to: string; readonly from: string; readonly text: string },
  ): Promise<void>
  /** The newest first. */
  listMails(authorityKey: string, limit?: number): Promise<readonly MailSummary[]>
  countMails(authorityKey: string): Promise<number>
  readMail(authorityKey: string, id: string): Promise<StoredMail | undefined>
  stop(): Promise<void>
}

/**
 * Starts a real SMTP server on a free loopback port. Each authority signs in with its key and a password made for
 * this run, so that no other program on this machine puts mails into its folder.
 */
export async function startMailbox(options: { readonly folder: string }): Promise<Mailbox> {
  const password = randomToken()
  const folders = new Map<string, MailFolder>()
  const folderOf = (key: string): MailFolder => {
    if (!/^[a-z0-9-]{2,40}$/.test(key)) throw new RangeError('not the key of an authority')
    const folder = folders.get(key) ?? openMailFolder(join(options.folder, key), KEEP)
    folders.set(key, folder)
    return folder
  }
  const server = smtpServer(password, (key, raw) => folderOf(key).store(raw))
  const port = await listen(server)
  return {
    smtpUrl(authority) {
      if (!authority.demo) throw new Error('only a demo authority has this mailbox')
      return `smtp://${authority.key}:${password}@127.0.0.1:${port}`
    },
    keepSms: (key, sms) => folderOf(key).store(asMail(sms)),
    listMails: async (key, limit = KEEP) => folderOf(key).list(limit),
    countMails: async (key) => folderOf(key).count(),
    readMail: async (key, id) => folderOf(key).read(id),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** An SMS as the mailbox shows it. Its text has one line, so it needs no wrapping. */
function asMail({
  to,
  from,
  text,
}: {
  readonly to: string
  readonly from: string
  readonly text: string
}): Buffer {
  const lines = [
    `From: "${from}" <sms@sms.invalid>`,
    `To: "${to}" <${to.slice(1)}@sms.invalid>`,
    `Subject: SMS ${to}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64'),
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

function smtpServer(password: string, store: (key: string, raw: Buffer) => Promise<void>): SMTPServer {
  return new SMTPServer({
    // Loopback only, where TLS would protect nothing.
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_BYTES,
    rejectOversized: true,
    closeTimeout: CLOSE_MS,
    logger: false,
    onAuth(auth, _session, done) {
      const known = constantTimeEquals(auth.password ?? '', password)
      if (known) done(null, { user: auth.username })
      else done(new Error('wrong password'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        store(String(session.user), Buffer.concat(chunks)).then(
          () => done(),
          () => done(Object.assign(new Error('not stored'), { responseCode: 451 })),
        )
      })
    },
  })
}

function listen(server: SMTPServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      // A session that breaks off is the sender's matter.
      server.on('error', () => undefined)
      const address = server.server.address()
      if (address && typeof address === 'object') resolve(address.port)
      else reject(new Error('no port'))
    })
  })
}
