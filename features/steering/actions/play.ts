import { listSites } from '#features/authority/actions.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Changes, sitesOf } from '../model/changes.ts'
import type { Scenario } from '../model/scenario.ts'
import { commonDays, type Outcome, type SiteMonth } from '../model/scenarioRun.ts'
import { readMonth } from './month.ts'

/** Somebody who waits for what comes of a scenario. */
export type RunListener = {
  readonly progress: (done: number, of: number) => void
  /** Do they still wait? */
  readonly cancelled: () => boolean
}

/** Plays scenarios beside everything else. */
export type RunScenarios = {
  /** What came of it; undefined if nobody waits for it any more. Rejects when the thread dies. */
  play(months: readonly SiteMonth[], changes: Changes, listener: RunListener): Promise<Outcome | undefined>
}

/** The months of the sites of a scenario, its own first; `no_past_days` if there is no day that all of them had. */
export async function monthsOf(
  tx: Tx,
  { siteId, changes }: Pick<Scenario, 'siteId' | 'changes'>,
): Promise<Result<readonly SiteMonth[], 'no_past_days'>> {
  const sites = await listSites(tx)
  const months: SiteMonth[] = []
  for (const id of sitesOf(siteId, changes)) {
    const site = sites.find((one) => one.id === id)
    if (!site) return fail('no_past_days')
    months.push(await readMonth(tx, site))
  }
  return commonDays(months).length > 0 ? ok(months) : fail('no_past_days')
}
