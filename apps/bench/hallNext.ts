import { sql } from 'kysely'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import { drawTicket } from '#features/hall/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import { monotonic, systemClock } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { type BenchClerk, seatBenchClerks } from './clerks.ts'
import { quantile } from './figure.ts'
import { pause, startChild } from './streams.ts'

const SITE = 'altmarkt'
const TICKETS_AT_ONCE = 25

/** How long presses of "next" took, in milliseconds, and the same presses barely. */
export type NextRun = {
  readonly p99: number
  readonly bareP99: number
  /** So many presses the busy node refused; their time until then counts, too. */
  readonly refused: number
}

/** A hall with many counters that can do everything, their clerks, and people who wait for them. */
export type BusyHall = {
  readonly siteId: Id<'site'>
  readonly clerks: readonly BenchClerk[]
  close(): void
}

/** Makes so many counters, lets so many people wait, and seats the clerks on a node of their own. */
export async function openBusyHall(
  city: BenchCity,
  { counters, waiting }: { readonly counters: number; readonly waiting: number },
): Promise<BusyHall> {
  const { database, authority, secret, appUrl } = city
  const links = makeLinks(secret)
  const day = dayOf(systemClock.now(), 'Europe/Berlin')
  const made = await database.withAuthority(authority, async (tx) => {
    const site = (await findSite(tx, SITE)) ?? impossible('no site')
    const ids = Array.from({ length: counters }, () => newId<'counter'>(tx.now))
    for (const [index, id] of ids.entries()) {
      await tx.run(
        raw(sql`INSERT INTO counter (id, site_id, key, position, texts)
          SELECT ${id}, site_id, ${`B${index}`}, ${500 + index}, texts FROM counter WHERE site_id = ${site.id} LIMIT 1`),
      )
      await tx.run(
        raw(sql`INSERT INTO counter_skill (counter_id, service_id) SELECT ${id}::uuid, id FROM service`),
      )
    }
    await tx.changeReference()
    return ids.map((counterId: Id<'counter'>) => ({ siteId: site.id, counterId, day }))
  })
  for (let drawn = 0; drawn < waiting; drawn += TICKETS_AT_ONCE)
    await database.withAuthority(authority, async (tx) => {
      for (let index = drawn; index < Math.min(waiting, drawn + TICKETS_AT_ONCE); index++) {
        const matters = [{ serviceKey: 'pick-up', people: 1 }]
        const wish = { siteKey: SITE, matters, language: 'de', channel: 'kiosk' } as const
        const ticket = await drawTicket(tx, links, wish, async () => true)
        if (!ticket.ok) throw new Error(ticket.code)
      }
    })
  const node = await startChild('./node.ts', { APP_URL: appUrl, SECRET: secret })
  const clerks = await seatBenchClerks(city, node.port, made)
  return {
    siteId: made[0]?.siteId ?? impossible('no counters'),
    clerks,
    close: () => node.stop(),
  }
}

/**
 * All clerks press "next" over HTTP, within `withinMs` or (0) in the same instant; beside it the same number of
 * transactions that only wait for the site's lock. Throws if somebody is called twice. Whoever was called is served.
 */
export async function measureNext(
  { database, authority }: BenchCity,
  { siteId, clerks }: BusyHall,
  withinMs: number,
): Promise<NextRun> {
  const timed = (work: (clerk: BenchClerk) => Promise<unknown>) =>
    Promise.all(
      clerks.map(async (clerk, index) => {
        await pause((withinMs * index) / clerks.length)
        const begin = monotonic()
        await work(clerk)
        return monotonic() - begin
      }),
    )
  const bare = await timed(() =>
    database.withAuthority(authority, (tx) =>
      tx.rows(raw(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`bare ${siteId}`}, 0))`)),
    ),
  )
  const called = new Map<BenchClerk, string>()
  const presses = await timed(async (clerk) => {
    const visit = await clerk.press('next').catch(() => undefined)
    if (visit !== undefined) called.set(clerk, visit)
  })
  if (new Set(called.values()).size !== called.size) throw new Error('somebody was called twice')
  for (const clerk of called.keys()) for (const key of ['start', 'finish'] as const) await clerk.press(key)
  return {
    p99: quantile(presses, 0.99),
    bareP99: quantile(bare, 0.99),
    refused: clerks.length - called.size,
  }
}
