import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Counter } from '../model.ts'
import { readCounters } from '../store.ts'
import { skillsOfCounters } from './plan.ts'

/** The services that a counter can serve. */
export async function counterSkills(tx: Tx, counterId: Id<'counter'>): Promise<ReadonlySet<Id<'service'>>> {
  return (await skillsOfCounters(tx)).get(counterId) ?? new Set()
}

/** The counters of a site in their order. */
export function listCounters(tx: Tx, siteId: Id<'site'>): Promise<readonly Counter[]> {
  return tx.reference(`counters ${siteId}`, async () => readCounters(tx, siteId, await skillsOfCounters(tx)))
}
