import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { orderOf } from './arrive.ts'
import type { HallView } from './see.ts'

/** What somebody may know before they draw a number: no time, which nobody could promise yet. */
export type Outlook = {
  /** Numbers that would be called before theirs as things stand. */
  readonly before: number
  /** Numbers that are called or served now. */
  readonly served: readonly string[]
}

/** How things stand for somebody who draws a number for these services now; their own credit counts already. */
export async function outlook(
  tx: Tx,
  site: Site,
  view: HallView,
  services: readonly Service[],
): Promise<Outlook> {
  const { dueAt } = await orderOf(tx, site.id, { arrivedAt: tx.now, appointmentAt: null }, services)
  const before = view.waiting.filter(({ visit }) => visit.dueAt !== null && visit.dueAt <= dueAt)
  const served = view.counters.flatMap(({ visit }) => visit?.ticketNumber ?? [])
  return { before: before.length, served }
}
