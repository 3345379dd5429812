import { CONTACT_DAYS, type Links } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import type { Log } from '#platform/log/log.ts'
import { monotonic } from '#platform/time/clock.ts'
import {
  type AttemptEnd,
  anyDue,
  claimDue,
  dropOutdated,
  endAttempt,
  flagLostAttempts,
  forgetRecipientsBefore,
  loadFacts,
  type PunctualityAt,
} from './actions.ts'
import { buildMail } from './jobs/mime.ts'
import type { Delivery, MailTransport } from './jobs/smtp.ts'
import { type MailFacts, type Message, nextTry, OUT_OF_DATE } from './model.ts'

export { type MailTransport, openTransport } from './jobs/smtp.ts'

/** What sending needs. */
export type SenderDeps = {
  readonly database: Database
  readonly links: Links
  readonly log: Log
  /** The mail server of an authority; without one its messages wait. */
  readonly transport: (authority: Authority) => MailTransport | undefined
  /** How citizens reach an authority, without a slash at the end. */
  readonly publicUrl: (authority: Authority) => string
  /** What the rules of a site's hall say of coming early and late. */
  readonly punctualityAt: PunctualityAt
}

/** What became of a call of `sendDueMessages`. */
export type Round = {
  readonly sent: number
  /** The mail server could not be reached: try again later. */
  readonly unreachable: boolean
}

/** An attempt older than this has lost its sender: longer than any attempt takes (jobs/smtp.ts). */
const LOST_AFTER_MS = 20 * MINUTE

/**
 * Sends what is due, one message after the other, the longest due first, until none is left or `stopped` says so.
 * Each is claimed and committed as `sending` before the mail server hears of it, and only one at a time, so that a
 * sender that dies leaves one message whose fate is unknown. Such a one is flagged and never repeated: at most once
 * wins (law 4). Nothing is claimed while the server cannot be reached.
 */
export async function sendDueMessages(
  deps: SenderDeps,
  authority: Authority,
  stopped: () => boolean = () => false,
): Promise<Round> {
  const transport = deps.transport(authority)
  let sent = 0
  if (!transport || !(await deps.database.withAuthority(authority, anyDue)))
    return { sent, unreachable: false }
  while (!stopped()) {
    const ready = await transport.ready()
    if (!ready.ok) {
      deps.log.warn({ authority: authority.key, failure: ready.code }, 'mail server out of reach')
      return { sent, unreachable: true }
    }
    const outcome = await sendNext(deps, authority, transport)
    if (outcome === 'none_due') break
    if (outcome === 'accepted') sent++
  }
  return { sent, unreachable: false }
}

type Claimed = {
  readonly message: Message
  readonly attemptId: Id<'attempt'>
  readonly facts: MailFacts | undefined
}

async function sendNext(
  deps: SenderDeps,
  authority: Authority,
  transport: MailTransport,
): Promise<Delivery['outcome'] | 'none_due' | 'not_sent'> {
  const claimed = await claim(deps, authority)
  if (!claimed) return 'none_due'
  const { message, facts } = claimed
  if (!facts) {
    await finish(deps, authority, claimed, () => ({ state: 'failed', failure: OUT_OF_DATE }))
    return 'not_sent'
  }
  const mail = await buildMail(facts, message.recipient)
  if (!mail.ok) {
    await finish(deps, authority, claimed, () => ({ state: 'failed', failure: mail.code }))
    return 'not_sent'
  }
  const delivery = await transport.deliver(mail.value)
  await finish(deps, authority, claimed, (now) => endOf(delivery, message, now))
  return delivery.outcome
}

/** Commits `sending` before anything leaves; the facts are those of the same moment. */
function claim(
  { database, links, publicUrl, punctualityAt }: SenderDeps,
  authority: Authority,
): Promise<Claimed | undefined> {
  return database.withAuthority(authority, async (tx) => {
    const attemptId = newId<'attempt'>(tx.now)
    const message = await claimDue(tx, attemptId)
    if (!message) return undefined
    const facts = await loadFacts(tx, links, publicUrl(authority), message, punctualityAt)
    return { message, attemptId, facts }
  })
}

const TRIES_TO_WRITE = 5
const PAUSE_TO_WRITE_MS = 1_000

/** Writes the end of an attempt; tried again while the database is away, because the mail may be out already. */
async function finish(
  { database, log }: SenderDeps,
  authority: Authority,
  { message, attemptId }: Claimed,
  endAt: (now: Instant) => AttemptEnd,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const end = await database.withAuthority(authority, async (tx) => {
        const reached = endAt(tx.now)
        await endAttempt(tx, message.id, attemptId, reached)
        return reached
      })
      const line = { authority: authority.key, message: message.id, kind: message.kind, ...end }
      if (end.state === 'failed' || end.state === 'unknown') log.warn(line, 'mail not delivered for certain')
      else log.info(line, 'mail attempt ended')
      return
    } catch (error) {
      if (attempt >= TRIES_TO_WRITE) throw error
      await pause(PAUSE_TO_WRITE_MS)
    }
  }
}

function endOf(delivery: Delivery, { attempts }: Message, now: Instant): AttemptEnd {
  if (delivery.outcome === 'accepted') return { state: 'sent' }
  const { failure } = delivery
  if (delivery.outcome === 'unknown') return { state: 'unknown', failure }
  const dueAt = delivery.outcome === 'postponed' ? nextTry(attempts, now) : undefined
  return dueAt === undefined ? { state: 'failed', failure } : { state: 'due', dueAt, failure }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** A sender at work. */
export type Sender = {
  /** Finishes the message in hand and takes no further one. */
  stop(): Promise<void>
}

/** How often new authorities are noticed, and each outbox is tidied. */
const SURVEY_MS = 5_000
const TIDY_EVERY_MS = MINUTE
/** How long an authority's mail server that is away is left alone, longer each time. */
const PAUSES_MS = [2_000, 5_000, 10_000, 30_000] as const

/**
 * Sends the messages of all authorities: woken by every commit that queues one (topic `outbox`), and once a second.
 * Each authority has its own line, so that one slow mail server holds up no other city. Any number of nodes may run it.
 */
export function startSender(
  deps: SenderDeps & { readonly wakeUps: WakeUps; readonly authorities: () => readonly Authority[] },
): Sender {
  const lines = new Map<string, Line>()
  let stopping = false
  const survey = () => {
    for (const { key } of deps.authorities()) {
      if (!lines.has(key))
        lines.set(
          key,
          startLine(deps, key, () => stopping),
        )
    }
  }
  survey()
  const timer = setInterval(survey, SURVEY_MS)
  timer.unref()
  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await Promise.all([...lines.values()].map((line) => line.stop()))
    },
  }
}

type Line = { stop(): Promise<void> }

/** The sender of one authority; a look at the outbox never begins before the last one has ended. */
function startLine(
  deps: SenderDeps & { readonly wakeUps: WakeUps; readonly authorities: () => readonly Authority[] },
  key: string,
  stopped: () => boolean,
): Line {
  let looking: Promise<void> = Promise.resolve()
  let failures = 0
  let quietUntil = 0
  let tidiedAt = Number.NEGATIVE_INFINITY

  const look = async () => {
    // Read anew each time: a demo clock jumps.
    const authority = deps.authorities().find((each) => each.key === key)
    if (!authority || stopped() || monotonic() < quietUntil) return
    if (monotonic() - tidiedAt >= TIDY_EVERY_MS) {
      tidiedAt = monotonic()
      await tidyOutbox(deps, authority)
    }
    const round = await sendDueMessages(deps, authority, stopped)
    failures = round.unreachable ? failures + 1 : 0
    if (round.unreachable) quietUntil = monotonic() + (PAUSES_MS[failures - 1] ?? 30_000)
  }

  const watcher = deps.wakeUps.watch({ authority: key, topic: 'outbox' }, () => {
    looking = look().catch((error: unknown) => {
      deps.log.error({ authority: key, error }, 'sending stopped')
      quietUntil = monotonic() + PAUSES_MS[0]
    })
    return looking
  })
  return {
    async stop() {
      watcher.stop()
      await looking
    },
  }
}

/** Addresses forgotten in one transaction. */
const FORGOTTEN_AT_ONCE = 1_000

/**
 * Forgets the addresses of mails that failed or whose fate is unknown as long after the visit as its contact goes.
 * For every authority once an hour; how many.
 */
export async function forgetOldRecipients(tx: Tx): Promise<number> {
  return forgetRecipientsBefore(tx, addDays(dayOf(tx.now, 'UTC'), -CONTACT_DAYS), FORGOTTEN_AT_ONCE)
}

/**
 * Tidies the outbox: gives up what is out of date, and flags messages whose sender has died, because nobody knows
 * whether they went out. How many were flagged.
 */
export async function tidyOutbox({ database, log }: SenderDeps, authority: Authority): Promise<number> {
  const lost = await database.withAuthority(authority, async (tx) => {
    await dropOutdated(tx)
    return flagLostAttempts(tx, plus(tx.now, -LOST_AFTER_MS))
  })
  if (lost > 0) log.warn({ authority: authority.key, lost }, 'mails whose sender died')
  return lost
}
