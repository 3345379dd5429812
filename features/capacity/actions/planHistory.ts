import type { Site } from '#features/authority/model.ts'
import { type Publisher, publishersOf } from '#features/staff/actions.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { changesBetween, type PlanChanges } from '../model/planChange.ts'
import {
  differenceOf,
  EMPTY_PLAN,
  type PlanDifference,
  type ShiftPlan,
  withoutPast,
} from '../model/shiftPlan.ts'
import { type PlanVersion, readVersion, readVersions } from '../store/shiftPlan.ts'

/** A version as the history shows it: who published it, and how much it changed. */
export type HistoryEntry = PlanVersion & PlanDifference & { readonly by: Publisher | null }

/** Versions shown. */
const HISTORY = 50

/** The newest versions of a site's plan, newest first, with who published them as long as the audit knows. */
export async function planHistory(tx: Tx, site: Site): Promise<HistoryEntry[]> {
  const versions = await readVersions(tx, site.id, HISTORY + 1)
  const people = await publishersOf(
    tx,
    versions.map(({ id }) => id),
  )
  return versions.slice(0, HISTORY).map((version, index) => ({
    ...version,
    ...differenceOf(planBefore(site, version, versions[index + 1]), version.plan),
    by: people.get(version.id) ?? null,
  }))
}

/** What a version changed against the one before it; undefined if there is no such version. */
export async function planChanges(tx: Tx, site: Site, number: number): Promise<PlanChanges | undefined> {
  const version = await readVersion(tx, site.id, number)
  if (!version) return undefined
  const before = await readVersion(tx, site.id, number - 1)
  return changesBetween(planBefore(site, version, before), version.plan)
}

/** What stood before a version. Dates that were over by then went by themselves: nobody changed them. */
function planBefore(site: Site, { publishedAt }: PlanVersion, before: PlanVersion | undefined): ShiftPlan {
  return before ? withoutPast(before.plan, dayOf(publishedAt, site.timeZone)) : EMPTY_PLAN
}
