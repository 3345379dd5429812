import type { Links } from '#features/visit/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log/log.ts'
import { noteBounce } from '../actions.ts'
import { type Bounce, judgeReported, messageOf } from '../model/bounce.ts'
import type { BounceMailbox, Handled } from './bounceMailbox.ts'
import { readReport } from './report.ts'

/** What reading reports needs. */
export type BounceDeps = {
  readonly database: Database
  readonly links: Links
  readonly log: Log
  readonly mailbox: BounceMailbox
  readonly authorities: () => readonly Authority[]
}

/** How often the mailbox is looked into. */
const EVERY_MS = 60_000

/** Reads the mailbox of reports again and again. Any number of nodes may: a message comes back once. */
export function startBounces(deps: BounceDeps): { stop(): Promise<void> } {
  let reading: Promise<void> | undefined
  const look = () => {
    reading ??= readBounces(deps)
      .catch((error: unknown) => deps.log.warn({ failure: codeOf(error) }, 'reports about mails not read'))
      .then(() => {
        reading = undefined
      })
  }
  const timer = setInterval(look, EVERY_MS)
  timer.unref()
  look()
  return {
    async stop() {
      clearInterval(timer)
      await reading
    },
  }
}

/**
 * Reads what has come in. A report about one of our messages is noted and taken away; whatever else somebody has written
 * to the mailbox stays there for a person, marked as read.
 */
export async function readBounces(deps: BounceDeps): Promise<void> {
  await deps.mailbox.read((mail) => takeReport(deps, mail))
}

/**
 * Notes one report, wherever it came in: `take` if it was about one of our messages, `again` if its attempt is still under
 * way, `leave` if it is none of ours.
 */
export async function takeReport(
  { database, links, log, authorities }: Omit<BounceDeps, 'mailbox'>,
  mail: Uint8Array,
): Promise<Handled> {
  const report = await readReport(mail)
  if (!report) return 'leave'
  const bounce = worst(report.reported.map(judgeReported))
  if (!bounce) return 'leave'
  const messageId = report.messageId === undefined ? undefined : messageOf(report.messageId)
  const of = { addresses: report.addresses, messageId }
  for (const authority of authorities()) {
    const noted = await database.withAuthority(authority, (tx) => noteBounce(tx, links, of, bounce))
    if (noted === 'early') return 'again'
    if (noted === 'none_of_ours') continue
    log.info({ authority: authority.key, bounce }, 'mail came back')
    return 'take'
  }
  return 'leave'
}

/** Our mails have one recipient each; whoever forwards may report several addresses. */
function worst(bounces: readonly (Bounce | undefined)[]): Bounce | undefined {
  return bounces.includes('no_mailbox') ? 'no_mailbox' : bounces.find((bounce) => bounce !== undefined)
}

/** Never the words of an error, which repeat addresses. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' && /^[A-Za-z_]{1,40}$/.test(code) ? code : 'ERROR'
}
