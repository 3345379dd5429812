import { vi } from 'vitest'
import {
  type MailConnection,
  type MailTransport,
  openTransport,
  type SenderDeps,
  sendDueMessages,
  tidyOutbox,
} from '#features/message/jobs.ts'
import { DAY, HOUR, type Instant, isoInstant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openLog } from '#platform/log/log.ts'
import { monotonic } from '#platform/time/clock.ts'
import { asOwner, type City } from './city.ts'
import { CUTS, startMailServer } from './mailServer.ts'
import { plainLinks } from './plainLinks.ts'

/** The middle of a day on which the clocks change, once forward and once back. */
const CHANGES = [parseInstant('2027-03-28T00:00:00Z'), parseInstant('2027-10-31T00:00:00Z')] as const
/** So far apart the outbox is looked at. */
const STEP = HOUR
/** Once more within the hour, so that what a killed sender left is not left again until it is too late. */
const LOOKS = [0, 6 * MINUTE, 12 * MINUTE] as const
/** Where a sender is killed, in turn. */
const DEATHS = ['after the claim', 'before the mark', 'behind the mark', 'before the end is written'] as const
/** The clock of the node leaps for a while, and back. */
const LEAPS = [-HOUR, HOUR, DAY] as const

/** What came of all reminders. */
export type Nights = {
  readonly reminders: number
  /** Accepted by the mail server, by how often. */
  readonly accepted: Readonly<Record<number, number>>
  /** Accepted before their time, or when less than half an hour was left. */
  readonly untimely: number
  /** Flagged, because nobody knows; and in how many cases that was so. */
  readonly flagged: number
  readonly uncertain: number
  /** Neither sent nor flagged. */
  readonly lost: number
  /** Sent by their row, but not accepted, or the other way round. */
  readonly untrue: number
}

/**
 * Lets so many reminders fall due around both changes of the clocks, while the mail server is away for two hours, senders
 * are killed at every step, connections are cut at every moment and the node's clock leaps. `careless` repeats what is
 * flagged: the control.
 */
export async function spendNights(city: City, reminders: number, careless = false): Promise<Nights> {
  const all: Nights[] = []
  for (const [season, change] of CHANGES.entries()) {
    await fill(city, Math.ceil(reminders / CHANGES.length / 2), change, season)
    all.push(await night(city, change, careless))
  }
  const sum = (of: (one: Nights) => number) => all.reduce((total, one) => total + of(one), 0)
  const accepted: Record<number, number> = {}
  for (const one of all)
    for (const [times, count] of Object.entries(one.accepted))
      accepted[Number(times)] = (accepted[Number(times)] ?? 0) + count
  return {
    reminders: sum((one) => one.reminders),
    accepted,
    untimely: sum(({ untimely }) => untimely),
    flagged: sum(({ flagged }) => flagged),
    uncertain: sum(({ uncertain }) => uncertain),
    lost: sum(({ lost }) => lost),
    untrue: sum(({ untrue }) => untrue),
  }
}

/** So many visits over the day of a change, each with its two reminders, as booking writes them. */
async function fill(city: City, visits: number, change: Instant, season: number): Promise<void> {
  const id = (kind: number) => `('${kind}${season}000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const time = `('${isoInstant(change)}'::timestamptz + n * interval '24 hours' / ${visits})`
  await asOwner(city.ownerUrl, async (owner) => {
    await owner.query(`SET search_path TO ${city.authority.schema}`)
    await owner.query('SET session_replication_role = replica')
    for (const table of ['message', 'visit_contact', 'visit']) await owner.query(`DELETE FROM ${table}`)
    await owner.query(`
      INSERT INTO visit (id, site_id, origin, channel, state, version, day, people, minutes, language, appointment_at,
        booking_number, ticket_prefix, link_hash, created_at)
      SELECT ${id(1)}, (SELECT id FROM site WHERE key = 'mitte'), 'booking', 'online', 'booked', 2, ${time}::date, 1, 15, 'de',
        ${time}, '${season}' || lpad(n::text, 7, '0'), 'A', sha256(('${season} ' || n)::bytea), now()
      FROM generate_series(1, ${visits}) AS n`)
    await owner.query(`
      INSERT INTO message (id, visit_id, kind, language, recipient, state, due_at, attempts, created_at, about_at, lead_hours)
      SELECT gen_random_uuid(), id, 'reminder', 'de', 'r' || booking_number || 'x' || hours || '@mail.example', 'due',
        appointment_at - hours * interval '1 hour', 0, now(), appointment_at, hours
      FROM visit, unnest(ARRAY[24, 4]) AS hours WHERE booking_number LIKE '${season}%' AND origin = 'booking'`)
  })
}

/** A mail that was accepted, between two instants of the city. */
type Came = { readonly to: string; readonly at: Instant; readonly until: Instant }

class Killed extends Error {}

/** Sends over a transport until the sender is killed, every so many mails. */
function mortal(transport: MailTransport, every: number, counted: { mails: number; uncertain: number }) {
  const deliver = async (
    connection: MailConnection,
    ...[mail, beforeLast = async () => true]: Parameters<MailConnection['deliver']>
  ) => {
    const death = ++counted.mails % every === 0 ? DEATHS[(counted.mails / every) % DEATHS.length] : undefined
    if (death === 'after the claim') throw new Killed(death)
    const delivery = await connection.deliver(mail, async () => {
      if (death === 'before the mark') throw new Killed(death)
      const own = await beforeLast()
      if (death === 'behind the mark') throw new Killed(death)
      return own
    })
    if (delivery.outcome === 'unknown' || (death !== undefined && death !== 'before the mark'))
      counted.uncertain++
    if (death) throw new Killed(death)
    return delivery
  }
  return {
    ...transport,
    async connect() {
      const opened = await transport.connect()
      if (!opened.ok) return opened
      const { value } = opened
      return { ...opened, value: { ...value, deliver: deliver.bind(undefined, value) } }
    },
  } satisfies MailTransport
}

async function night(city: City, change: Instant, careless: boolean): Promise<Nights> {
  let server = await startMailServer()
  const counted = { mails: 0, uncertain: 0 }
  const transport = openTransport({ url: server.url })
  const deps: SenderDeps = {
    database: city.database,
    links: plainLinks,
    log: openLog({ level: 'silent' }),
    transport: () => mortal(transport, 13, counted),
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
    sendsAtOnce: 4,
  }
  const received: Came[] = []
  const begins = plus(change, -25 * HOUR)
  const ends = plus(change, 26 * HOUR)
  const away = [plus(change, -3 * HOUR), plus(change, -HOUR)] as const
  let tick = 0
  for (let at = begins; at <= ends; at = plus(at, STEP), tick++) {
    if (at === away[0]) await server.stop()
    if (at === away[1]) server = await startMailServer(Number(new URL(server.url).port))
    if (tick % 4 === 0) server.cutNext(CUTS[(tick / 4) % CUTS.length] ?? 'greeting')
    const leap = tick % 5 === 0 ? LEAPS[(tick / 5) % LEAPS.length] : undefined
    if (leap !== undefined) vi.useFakeTimers({ toFake: ['Date'], now: at + leap })
    for (const look of LOOKS) {
      const before = server.received.length
      const began = monotonic()
      const from = plus(at, look)
      await sendAll(deps, await clockAt(city, from))
      // The city's clock goes on while thousands of mails leave.
      const until = plus(from, Math.ceil(monotonic() - began))
      for (const { to } of server.received.slice(before)) received.push({ to: to[0] ?? '', at: from, until })
      vi.useRealTimers()
    }
    if (careless) await repeatFlagged(city)
  }
  await transport.close()
  const nights = await judge(city, received, counted.uncertain)
  await server.stop()
  return nights
}

/** Sends all that is due; whenever the sender is killed another one begins. */
async function sendAll(deps: SenderDeps, authority: Authority): Promise<void> {
  for (;;) {
    await tidyOutbox(deps, authority)
    try {
      await sendDueMessages(deps, authority)
      return
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
  }
}

/** The authority at an instant of its own: the database's clock, which is right. */
async function clockAt(city: City, at: Instant): Promise<Authority> {
  const plain = { ...city.authority, demoOffset: 0 }
  const now = await city.database.withAuthority(plain, async (tx) => tx.now)
  return { ...plain, demoOffset: at - now }
}

function repeatFlagged({ ownerUrl, authority }: City): Promise<unknown> {
  return asOwner(ownerUrl, (owner) =>
    owner.query(`UPDATE ${authority.schema}.message SET state = 'due' WHERE state = 'unknown'`),
  )
}

async function judge(city: City, received: readonly Came[], uncertain: number): Promise<Nights> {
  const { rows } = await asOwner(city.ownerUrl, (owner) =>
    owner.query<{ to: string; state: string; due: string; about: string }>(
      `SELECT 'r' || booking_number || 'x' || lead_hours || '@mail.example' AS to, message.state,
         extract(epoch FROM about_at - lead_hours * interval '1 hour') * 1000 AS due, extract(epoch FROM about_at) * 1000 AS about
       FROM ${city.authority.schema}.message JOIN ${city.authority.schema}.visit ON visit.id = visit_id
       WHERE message.kind = 'reminder'`,
    ),
  )
  const times = Map.groupBy(received, ({ to }) => to)
  const accepted: Record<number, number> = {}
  let untimely = 0
  let untrue = 0
  for (const { to, state, due, about } of rows) {
    const came = times.get(to) ?? []
    accepted[came.length] = (accepted[came.length] ?? 0) + 1
    untimely += came.filter(({ at, until }) => until < Number(due) || at > Number(about) - 30 * MINUTE).length
    if ((state === 'sent') !== came.length > 0 && state !== 'unknown') untrue++
  }
  const count = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).length
  return {
    reminders: rows.length,
    accepted,
    untimely,
    flagged: count('unknown'),
    uncertain,
    lost: rows.length - count('sent', 'unknown'),
    untrue,
  }
}
