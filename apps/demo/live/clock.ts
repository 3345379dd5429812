import { listSites } from '#features/authority/actions.ts'
import { releaseDaily } from '#features/capacity/jobs.ts'
import { endDays } from '#features/hall/actions.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Migrator } from '#platform/db/migrate.ts'
import { systemClock } from '#platform/time/clock.ts'

/** The clocks of all demo authorities of this installation. */
export type DemoClocks = {
  /** What a demo authority's clock shows. */
  now(authority: Authority): Instant
  /**
   * Sets the clock of a demo authority forward to a moment, ends the days that are over then and releases the new
   * ones. Throws for a real authority; a moment that has passed changes nothing.
   */
  moveTo(authority: Authority, at: Instant): Promise<void>
}

/** What the clocks stand on; `present` is the newest entry of the directory. */
export type DemoClocksOptions = {
  readonly database: Database
  readonly migrator: Migrator
  readonly present: (key: string) => Authority | undefined
  /** Reads the directory again. */
  readonly refresh: () => Promise<void>
}

/** Opens the demo's clocks. */
export function openDemoClocks({ database, migrator, present, refresh }: DemoClocksOptions): DemoClocks {
  const current = (authority: Authority) => present(authority.key) ?? authority
  const now = (authority: Authority) => plus(systemClock.now(), current(authority).demoOffset)
  return {
    now,
    async moveTo(authority, at) {
      if (!authority.demo) throw new Error('only a demo authority has a clock of its own')
      const forward = at - now(authority)
      if (forward <= 0) return
      await migrator.setDemoOffset(authority.key, current(authority).demoOffset + forward)
      await refresh()
      const moved = current(authority)
      for (let ended = -1; ended !== 0; ) ended = await database.withAuthority(moved, endDays)
      await database.withAuthority(moved, releaseDaily)
      // Watchers of displays and phones look again.
      await database.withAuthority(moved, async (tx) => {
        for (const site of await listSites(tx)) tx.touch(site.id)
      })
    },
  }
}
