import type { Links } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Log } from '#platform/log/log.ts'
import {
  type AttemptEnd,
  addRefusal,
  addressDigest,
  claimDue,
  countDue,
  endAttempt,
  forgetRefusedAtOnce,
  loadFacts,
  markHanded,
  type PunctualityAt,
  refusalsOf,
  returnPathOf,
} from '../actions.ts'
import type { CarriedChannel } from '../model/carrier.ts'
import { ADDRESS_STOPPED, REFUSALS_LIMIT } from '../model/refusal.ts'
import { morningAfter, soundsAtNight } from '../model/reminder.ts'
import {
  type Carrier,
  type CarrierLine,
  type Delivery,
  isAboutVisit,
  type MailFacts,
  type Message,
  nextTry,
  OUT_OF_DATE,
} from '../model.ts'
import { mailCarrier } from './mailCarrier.ts'
import type { SigningKey } from './signature.ts'
import type { MailTransport } from './smtp.ts'

/** What sending needs. */
export type SenderDeps = {
  readonly database: Database
  readonly links: Links
  readonly log: Log
  /** The mail server of an authority; without one its messages wait. */
  readonly transport: (authority: Authority) => MailTransport | undefined
  /** What takes the messages of an authority's other channels; without one they wait. */
  readonly carriers?: (authority: Authority) => Partial<Record<CarriedChannel, Carrier>>
  /** How citizens reach an authority, without a slash at the end. */
  readonly publicUrl: (authority: Authority) => string
  /** What the rules of a site's hall say of coming early and late. */
  readonly punctualityAt: PunctualityAt
  /** With what the mails of a domain are signed; without one they are not. */
  readonly signingKey?: (domain: string) => SigningKey | undefined
  /** The mailbox to which reports come back about mails that do not arrive; without one, to the sender. */
  readonly bounceAddress?: (authority: Authority) => string | undefined
  /** So many messages of one authority are under way at once, at most. */
  readonly sendsAtOnce?: number
}

/** What became of a call of `sendDueMessages`. */
export type Round = {
  readonly sent: number
  /** What takes them could not be reached: try again later. */
  readonly unreachable: boolean
}

/** Mail servers take so many connections of one sender without a word. */
const SENDS_AT_ONCE = 8
/** Another connection is worth opening for so many messages more. */
const MESSAGES_PER_LINE = 4

/** What takes the messages of a channel of an authority. */
function carrierOf(deps: SenderDeps, authority: Authority, channel: CarriedChannel): Carrier | undefined {
  if (channel !== 'mail') return deps.carriers?.(authority)[channel]
  const transport = deps.transport(authority)
  const mailbox = deps.bounceAddress?.(authority)
  return (
    transport &&
    mailCarrier(transport, {
      ...(deps.signingKey ? { signingKey: deps.signingKey } : {}),
      ...(mailbox
        ? { returnPath: (message: Message) => returnPathOf({ authority }, deps.links, mailbox, message) }
        : {}),
    })
  )
}

/**
 * Sends what is due in one channel, the longest due first, over a few connections at once, until nothing is left or `stopped` says so.
 * Each message is claimed and committed as `sending` before its carrier hears of it, and marked just before its last
 * byte: a sender that dies before leaves it to others, one that dies behind leaves it flagged and never repeated, because
 * at most once wins (law 4). Nothing is claimed while the carrier cannot be reached.
 */
export async function sendDueMessages(
  deps: SenderDeps,
  authority: Authority,
  stopped: () => boolean = () => false,
  channel: CarriedChannel = 'mail',
): Promise<Round> {
  const carrier = carrierOf(deps, authority, channel)
  if (!carrier) return { sent: 0, unreachable: false }
  const most = deps.sendsAtOnce ?? SENDS_AT_ONCE
  const due = await deps.database.withAuthority(authority, (tx) =>
    countDue(tx, channel, most * MESSAGES_PER_LINE),
  )
  const lines = Array.from({ length: Math.ceil(due / MESSAGES_PER_LINE) }, (_, index) =>
    sendInLine({ deps, authority, carrier, channel, stopped, urgentFirst: index === 0 }),
  )
  // A line that fails must not leave the others behind unseen.
  const ended = await Promise.allSettled(lines)
  const rounds = ended.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
  return {
    sent: rounds.reduce((sum, { sent }) => sum + sent, 0),
    unreachable: rounds.some(({ unreachable }) => unreachable),
  }
}

type LineDeps = {
  readonly deps: SenderDeps
  readonly authority: Authority
  readonly carrier: Carrier
  readonly channel: CarriedChannel
  readonly stopped: () => boolean
  /** This line takes messages for which somebody waits before any reminder. */
  readonly urgentFirst: boolean
}

/** One message after the other over one connection; how an attempt ended is written together with the next claim. */
async function sendInLine(line: LineDeps): Promise<Round> {
  const { deps, authority, carrier, channel, stopped } = line
  let connection: CarrierLine | undefined
  let ended: Ended | undefined
  let sent = 0
  let unreachable = false
  for (;;) {
    if (!(await connection?.isReady())) {
      const opened = await carrier.connect()
      connection = opened.ok ? opened.value : undefined
      unreachable = !opened.ok
      if (!opened.ok)
        deps.log.warn({ authority: authority.key, channel, failure: opened.code }, 'carrier out of reach')
    }
    const goOn = connection !== undefined && !stopped()
    const claimed = await endAndClaim(line, ended, goOn)
    if (!claimed || !connection) break
    ended = await attempt(deps, authority, claimed, connection)
    if (ended.delivery.outcome === 'accepted') sent++
  }
  connection?.release()
  return { sent, unreachable }
}

type Claimed = {
  readonly message: Message
  readonly facts: MailFacts | undefined
  /** What of its address is kept, and how many messages it has refused. */
  readonly digest: Buffer
  readonly refusals: number
}

/** What came of an attempt. */
type Ended = {
  readonly claimed: Claimed
  /** `night`: a phone would sound, so it waits for the morning. */
  readonly delivery:
    | Delivery
    | { readonly outcome: 'night'; readonly until: Instant; readonly failure: string }
}

async function attempt(
  { database }: SenderDeps,
  authority: Authority,
  claimed: Claimed,
  connection: CarrierLine,
): Promise<Ended> {
  const notSent = (failure: string): Ended => ({ claimed, delivery: { outcome: 'not_sent', failure } })
  const { message, facts } = claimed
  if (!facts) return notSent(OUT_OF_DATE)
  const until = nightEnd(message, facts)
  if (until !== undefined) return { claimed, delivery: { outcome: 'night', until, failure: 'night' } }
  if (claimed.refusals >= REFUSALS_LIMIT) return notSent(ADDRESS_STOPPED)
  const delivery = await connection.hand(message, facts, () =>
    database.withAuthority(authority, (tx) => markHanded(tx, message.id, message.attemptId)),
  )
  return { claimed, delivery }
}

/** When a reminder may make a phone sound again, which one that comes late would do now at night; undefined by day. */
function nightEnd({ kind, channel }: Message, facts: MailFacts): Instant | undefined {
  if (kind !== 'reminder' || !isAboutVisit(facts)) return undefined
  const { timeZone } = facts.site
  return soundsAtNight(channel, facts.now, timeZone) ? morningAfter(facts.now, timeZone) : undefined
}

const TRIES_TO_WRITE = 5
const PAUSE_TO_WRITE_MS = 1_000

/**
 * Writes how the last attempt ended and, if the line goes on, claims the next message, in one transaction; tried again
 * while the database is away, because a mail may be out already. A claim is committed as `sending` before anything
 * leaves; the facts are those of the same moment.
 */
async function endAndClaim(
  { deps, authority, channel, urgentFirst }: LineDeps,
  ended: Ended | undefined,
  goOn: boolean,
): Promise<Claimed | undefined> {
  if (!ended && !goOn) return undefined
  for (let tries = 1; ; tries++) {
    try {
      const { end, claimed } = await deps.database.withAuthority(authority, async (tx) => ({
        end: ended && (await writeEnd(tx, ended)),
        claimed: goOn ? await claim(tx, deps, channel, urgentFirst) : undefined,
      }))
      if (ended && end) logEnd(deps.log, authority, ended.claimed.message, end)
      return claimed
    } catch (error) {
      if (!ended || tries >= TRIES_TO_WRITE) throw error
      await pause(PAUSE_TO_WRITE_MS)
    }
  }
}

async function claim(
  tx: Tx,
  { links, publicUrl, punctualityAt }: SenderDeps,
  channel: CarriedChannel,
  urgentFirst: boolean,
): Promise<Claimed | undefined> {
  const message = await claimDue(tx, newId<'attempt'>(tx.now), channel, urgentFirst)
  if (!message) return undefined
  const digest = addressDigest(tx, links, message.recipient)
  return {
    message,
    facts: await loadFacts(tx, links, publicUrl(tx.authority), message, punctualityAt),
    digest,
    refusals: await refusalsOf(tx, digest),
  }
}

/** Writes how an attempt ended, and what it says of its address. */
async function writeEnd(tx: Tx, { claimed, delivery }: Ended): Promise<AttemptEnd> {
  const { message, digest, refusals } = claimed
  const end = endOf(delivery, message, tx.now)
  const isOwn = await endAttempt(tx, message.id, message.attemptId, end)
  if (isOwn && delivery.outcome === 'refused' && delivery.byAddress) await addRefusal(tx, digest)
  if (isOwn && delivery.outcome === 'accepted' && refusals > 0) await forgetRefusedAtOnce(tx, digest)
  return end
}

function endOf(delivery: Ended['delivery'], { attempts }: Message, now: Instant): AttemptEnd {
  if (delivery.outcome === 'accepted') return { state: 'sent' }
  const { failure } = delivery
  if (delivery.outcome === 'night') return { state: 'due', dueAt: delivery.until, failure }
  if (delivery.outcome === 'unknown') return { state: 'unknown', failure }
  const dueAt = delivery.outcome === 'postponed' ? nextTry(attempts, now) : undefined
  return dueAt === undefined ? { state: 'failed', failure } : { state: 'due', dueAt, failure }
}

function logEnd(log: Log, { key }: Authority, { id, kind, channel }: Message, end: AttemptEnd): void {
  const line = { authority: key, message: id, kind, channel, ...end }
  const isOutOfDate = end.state === 'failed' && end.failure === OUT_OF_DATE
  if ((end.state === 'failed' && !isOutOfDate) || end.state === 'unknown')
    log.warn(line, 'message not delivered for certain')
  else log.info(line, 'attempt ended')
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
