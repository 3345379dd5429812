import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { callNext, drawTicket, finish, openCounter, startServing } from '#features/hall/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { DAY, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { TEST_START } from '#test/fixtures.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/** Runs work at a moment of the city's clock. */
export type RunAt = <T>(work: (tx: Tx) => Promise<T>, at: Instant) => Promise<T>

/** A morning at "mitte" so many days after the test's Monday: so many people come at once, one counter serves them all. */
export async function liveMorning(
  run: RunAt,
  links: Links,
  daysAfter: number,
  people: number,
): Promise<void> {
  const nine = plus(TEST_START, 90 * MINUTE + daysAfter * DAY)
  const counter = await run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const [first] = await listCounters(tx, site.id)
    const counterId = first?.id ?? impossible('no counter')
    const there = { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
    await openCounter(tx, there)
    return there
  }, nine)
  for (let nth = 0; nth < people; nth++)
    await run(
      async (tx) => {
        const wish = { siteKey: 'mitte', matters: MATTERS, language: 'de', channel: 'kiosk' } as const
        const drawn = await drawTicket(tx, links, wish, async () => true)
        if (!drawn.ok) throw new Error(drawn.code)
      },
      plus(nine, nth * MINUTE),
    )
  for (let turn = 0; turn < people; turn++) {
    const at = plus(nine, (10 + turn * 12) * MINUTE)
    await run((tx) => callNext(tx, counter), at)
    await run((tx) => startServing(tx, counter), plus(at, MINUTE))
    await run((tx) => finish(tx, counter, 'done'), plus(at, 10 * MINUTE))
  }
}
