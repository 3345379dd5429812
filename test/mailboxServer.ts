import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registerMailboxPages } from '#apps/demo/mailbox/pages.tsx'
import { type Mailbox, startMailbox } from '#apps/demo/mailbox.ts'
import { buildMail } from '#features/message/jobs/mime.ts'
import { openTransport } from '#features/message/jobs.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { createHttpServer } from '#platform/http/server.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { openLog } from '#platform/log/log.ts'
import type { City } from './city.ts'
import { MAIL_FACTS } from './mailFacts.ts'

/** A server with nothing but the demo's mailbox, in which one mail to Neuwalden lies. */
export type MailboxServer = {
  readonly app: HttpServer<Caller, Authority>
  readonly mailbox: Mailbox
  /** Delivers one more mail to an address in Neuwalden. */
  deliver(to: string): Promise<void>
  /** The address of the mail's page. */
  readonly mailPath: string
  stop(): Promise<void>
}

/** Serves both demo authorities, and under `real.localhost` one that is no demo. Nothing listens yet. */
export async function openMailboxServer(
  city: City,
  assets: { stylesheet: string; script?: string } = { stylesheet: '/assets/citizen.css' },
): Promise<MailboxServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dran-mail-'))
  const mailbox = await startMailbox({ folder })
  const hosts = new Map<string, Authority>([
    ['localhost', city.authority],
    ['127.0.0.1', city.authority],
    ['zweitstadt.localhost', city.other],
    ['real.localhost', { ...city.authority, demo: false, demoOffset: 0 }],
  ])
  const app = createHttpServer<Caller, Authority>({
    log: openLog({ level: 'silent' }),
    identify: async () => ({ kind: 'anonymous' }),
    resolveAuthority: async (hostname) => {
      const authority = hosts.get(hostname)
      return authority && { key: authority.key, state: 'open', authority }
    },
    errorPage: ({ title }) => title,
  })
  registerMailboxPages(app, {
    mailbox,
    database: city.database,
    frame: async ({ language, here }) => ({
      language,
      cityName: 'Stadt Neuwalden',
      address: here,
      look: 'system',
      assets,
    }),
  })
  await deliverOne(mailbox, city.authority, 'anna@mail.example')
  const [mail] = await mailbox.listMails(city.authority.key)
  return {
    app,
    mailbox,
    deliver: (to) => deliverOne(mailbox, city.authority, to),
    mailPath: `/demo/mail/${mail?.id}`,
    async stop() {
      await app.close()
      await mailbox.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function deliverOne(mailbox: Mailbox, authority: Authority, to: string): Promise<void> {
  const mail = await buildMail({ ...MAIL_FACTS, name: '<script>alert(1)</script>' }, to)
  if (!mail.ok) throw new Error(mail.code)
  const transport = openTransport({ url: mailbox.smtpUrl(authority) })
  const opened = await transport.connect()
  if (!opened.ok) throw new Error(opened.code)
  await opened.value.deliver(mail.value)
  opened.value.release()
  await transport.close()
}
