import type { Site } from '#features/authority/model.ts'
import type { HallView } from '#features/hall/actions.ts'
import { HOUR, type Instant, MINUTE } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { comingAfter } from '../model/coming.ts'
import type { DaySeen } from '../model/dayAhead.ts'
import type { UsualDraws } from './coming.ts'
import { seeSite } from './seeSite.ts'

/** A counter more, or one less, is asked about for so long at least, up to the full hour. Hours. */
const LEAST = 2

/** A site as its managers look at the rest of its day; nothing while it is closed and nobody is left. */
export async function seeDay(
  tx: Tx,
  site: Site,
  view: HallView,
  draws: UsualDraws,
): Promise<DaySeen | undefined> {
  const seen = await seeSite(tx, site, view, draws)
  if (!seen) return undefined
  const isOver = seen.closesAt === null && view.waiting.length === 0 && seen.expected.length === 0
  if (isOver && view.counters.every(({ visit }) => visit === null)) return undefined
  const known = new Set(seen.counters.map(({ counterId }) => counterId))
  const hour = Math.ceil((tx.now + LEAST * HOUR) / HOUR) * HOUR
  const left = ((seen.closesAt ?? tx.now) - tx.now) / MINUTE
  return {
    site: seen,
    references: new Map(
      [...view.waiting, ...view.missed].flatMap(({ visit }) =>
        visit.referenceAt === null ? [] : [[visit.id, visit.referenceAt] as const],
      ),
    ),
    open: new Set(
      view.counters.flatMap(({ counter, open, pausedAt }) => (open && pausedAt === null ? counter.id : [])),
    ),
    spare: view.counters.flatMap(({ counter, open }) =>
      open || known.has(counter.id) ? [] : { counterId: counter.id, skills: counter.skills },
    ),
    coming: draws.days === 0 ? null : comingAfter(tx.now, draws, left),
    until: Math.min(hour, seen.closesAt ?? hour) as Instant,
  }
}
