import { sql } from 'kysely'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import {
  type CounterDay,
  callNext,
  drawTicket,
  finish,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import { monotonic, systemClock } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { quantile } from './figure.ts'
import { pause } from './streams.ts'

const SITE = 'altmarkt'
const TICKETS_AT_ONCE = 25

/** How long presses of "next" took, in milliseconds, and the same presses barely. */
export type NextRun = { readonly p99: number; readonly bareP99: number; readonly refused: number }

/** A hall with many counters that can do everything, and people who wait for them. */
export type BusyHall = { readonly counters: readonly CounterDay[] }

/** Makes so many counters, opens them, and lets so many people wait. */
export async function openBusyHall(
  { database, authority, secret }: BenchCity,
  { counters, waiting }: { readonly counters: number; readonly waiting: number },
): Promise<BusyHall> {
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
  for (const counter of made) await database.withAuthority(authority, (tx) => openCounter(tx, counter))
  for (let drawn = 0; drawn < waiting; drawn += TICKETS_AT_ONCE)
    await database.withAuthority(authority, async (tx) => {
      for (let index = drawn; index < Math.min(waiting, drawn + TICKETS_AT_ONCE); index++) {
        const matters = [{ serviceKey: 'pick-up', people: 1 }]
        const wish = { siteKey: SITE, matters, language: 'de', channel: 'kiosk' } as const
        const ticket = await drawTicket(tx, links, wish, async () => true)
        if (!ticket.ok) throw new Error(ticket.code)
      }
    })
  return { counters: made }
}

/**
 * All counters press "next", within `withinMs` or (0) in the same instant; beside it the same number of transactions that
 * only wait for the site's lock. A press that the busy database refuses counts as `refused`, with the time until then.
 * Throws if somebody is called twice. Whoever was called is served.
 */
export async function measureNext(
  { database, authority }: BenchCity,
  { counters }: BusyHall,
  withinMs: number,
): Promise<NextRun> {
  const refused: string[] = []
  const timed = (work: (counter: CounterDay) => Promise<unknown>) =>
    Promise.all(
      counters.map(async (counter, index) => {
        await pause((withinMs * index) / counters.length)
        const begin = monotonic()
        await work(counter).catch(() => refused.push(counter.counterId))
        return monotonic() - begin
      }),
    )
  const bare = await timed(({ siteId }) =>
    database.withAuthority(authority, (tx) =>
      tx.rows(raw(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`bare ${siteId}`}, 0))`)),
    ),
  )
  const called: string[] = []
  const presses = await timed(async (counter) => {
    const next = await database.withAuthority(authority, (tx) => callNext(tx, counter))
    if (!next.ok) throw new Error(next.code)
    called.push(next.value.id)
  })
  if (new Set(called).size !== called.length) throw new Error('somebody was called twice')
  for (const counter of counters)
    await database.withAuthority(authority, async (tx) => {
      await startServing(tx, counter)
      await finish(tx, counter, 'done')
    })
  return { p99: quantile(presses, 0.99), bareP99: quantile(bare, 0.99), refused: refused.length }
}
