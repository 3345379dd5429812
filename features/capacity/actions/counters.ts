import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Counter, canServe } from '../model.ts'
import { readCounterSites, readCounters } from '../store.ts'
import { skillsOfCounters } from './plan.ts'

/** The services that a counter can serve. */
export async function counterSkills(tx: Tx, counterId: Id<'counter'>): Promise<ReadonlySet<Id<'service'>>> {
  return (await skillsOfCounters(tx)).get(counterId) ?? new Set()
}

/** The counters of a site in their order. */
export function listCounters(tx: Tx, siteId: Id<'site'>): Promise<readonly Counter[]> {
  return tx.reference(`counters ${siteId}`, async () => readCounters(tx, siteId, await skillsOfCounters(tx)))
}

/** For each site what each of its counters can serve. */
export type SiteSkills = ReadonlyMap<Id<'site'>, readonly Counter['skills'][]>

/** What the counters of all sites can serve, whatever is planned; from memory. */
export function skillsAtSites(tx: Tx): Promise<SiteSkills> {
  return tx.reference('skills at sites', async () => {
    const skills = await skillsOfCounters(tx)
    const counters = Map.groupBy(await readCounterSites(tx), ({ siteId }) => siteId)
    return new Map(
      [...counters].map(([siteId, those]) => [siteId, those.map(({ id }) => skills.get(id) ?? new Set())]),
    )
  })
}

/** Is there a counter at this site that can serve all of it alone? */
export function hasOneFor(
  skills: SiteSkills,
  siteId: Id<'site'>,
  services: readonly Id<'service'>[],
): boolean {
  return (skills.get(siteId) ?? []).some((known) => canServe({ skills: known }, services))
}
