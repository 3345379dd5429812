import { holdTime, searchTimes } from '#features/booking/actions.ts'
import type { FreeTime } from '#features/booking/model.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { asOwner } from '#test/city.ts'
import { type Ground, pause } from './ground.ts'

/** Only one of the bookable counters of a site can do it, so each of its times is the last one. */
const MATTERS = [{ serviceKey: 'registration', people: 1 }]
/** It takes twenty minutes: starts so far apart do not overlap. */
const CELLS = 4
const NODES = 2

/** A time that can be had once, and the key of its site. */
export type LastTime = { readonly siteKey: string; readonly time: FreeTime }

/** So many times that each one person can have. */
export async function lastTimes(ground: Ground, count: number): Promise<LastTime[]> {
  return ground.run(async (tx) => {
    const found: LastTime[] = []
    let from = dayOf(tx.now, 'Europe/Berlin')
    while (found.length < count) {
      const answer = await searchTimes(tx, { matters: MATTERS, fromDay: from })
      if (!answer.ok) throw new Error(answer.code)
      const { sites, times, window } = answer.value
      const keyOf = new Map(sites.map(({ site }) => [site.id, site.key]))
      const next = new Map<string, number>()
      for (const time of times) {
        const place = `${time.siteId} ${time.day}`
        if (time.cell < (next.get(place) ?? 0)) continue
        next.set(place, time.cell + CELLS)
        found.push({ siteKey: keyOf.get(time.siteId) ?? '', time })
      }
      if (window.to >= window.horizon) break
      from = addDays(window.to, 1)
    }
    if (found.length < count) throw new Error(`only ${found.length} times`)
    return found.slice(0, count)
  })
}

/** What came of it: how many won each time, and why the others did not. */
export type Rush = { readonly winners: readonly number[]; readonly refusals: readonly string[] }

/** Each time is asked for so often, by connections of two nodes that all ask for the same times at once. */
export async function rush(
  ground: Ground,
  targets: readonly LastTime[],
  options: { readonly connections: number; readonly attemptsEach: number },
): Promise<Rush> {
  const nodes = Array.from({ length: NODES }, () =>
    openDatabase({ url: ground.city.appUrl, connections: options.connections / NODES }),
  )
  const winners = targets.map(() => 0)
  const refusals = new Set<string>()
  let next = 0
  const attempt = async (database: Database, index: number) => {
    const nth = Math.floor(index / options.attemptsEach)
    const target = targets[nth]
    if (!target) return
    const held = await database.withAuthority(ground.authority, (tx) =>
      holdTime(tx, ground.links, {
        matters: MATTERS,
        siteKey: target.siteKey,
        startsAt: target.time.startsAt,
        language: 'de',
        channel: 'online',
        browser: null,
      }),
    )
    if (held.ok) winners[nth] = (winners[nth] ?? 0) + 1
    else refusals.add(held.code)
  }
  const all = targets.length * options.attemptsEach
  await Promise.all(
    Array.from({ length: options.connections }, async (_, connection) => {
      const database = nodes[connection % NODES]
      for (let index = next++; database && index < all; index = next++) await attempt(database, index)
    }),
  )
  // A connection that ends tells what it has counted.
  await Promise.all(nodes.map((database) => database.close()))
  return { winners, refusals: [...refusals] }
}

/** How many deadlocks PostgreSQL has broken up in this database. */
export async function deadlocks(ground: Ground): Promise<number> {
  // Counters of connections that have ended arrive within a moment.
  await pause(500)
  const [row] = await ground.sql<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(row?.deadlocks)
}

/** Two connections that lock two rows in opposite order, so that one of them must give up. */
export async function lockEachOther(ground: Ground): Promise<void> {
  const sites = ['mitte', 'nord']
  const lock = (order: readonly string[], met: { count: number }) =>
    asOwner(ground.city.ownerUrl, async (client) => {
      await client.query(`BEGIN; SET LOCAL search_path TO ${ground.authority.schema}`)
      for (const key of order) {
        await client.query('SELECT FROM site WHERE key = $1 FOR UPDATE', [key])
        met.count++
        while (met.count < sites.length) await pause(5)
      }
      await client.query('ROLLBACK')
    }).catch((error: unknown) => error)
  const met = { count: 0 }
  await Promise.all([lock(sites, met), lock(sites.toReversed(), met)])
}
