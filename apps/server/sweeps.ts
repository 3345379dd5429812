import {
  countChosen,
  endOverdueWishes,
  expireHolds,
  findOddities,
  forgetOldChecks,
  forgetOldLeads,
  forgetOldPersons,
  forgetOldProofs,
  forgetSecondTries,
  forgetWishes,
  lookAtLeads,
  lookAtList,
  replaceNext,
  retryNext,
  settleReplacements,
  writeNoted,
} from '#features/booking/actions.ts'
import { forgetPlanChanges } from '#features/capacity/actions.ts'
import { openKeptTimes, releaseDaily, releaseNewestDay, repackChangedDays } from '#features/capacity/jobs.ts'
import {
  beginElsewhere,
  closeForsakenCounters,
  endDays,
  returnMissed,
  sendBackForsakenCalls,
  untieForsaken,
} from '#features/hall/actions.ts'
import { callWhomNoLetterReaches } from '#features/message/actions.ts'
import { forgetOldRecipients } from '#features/message/jobs.ts'
import { forgetNotices } from '#features/notice/actions.ts'
import { failOverdue, forgetJobs, forgetScans } from '#features/print/jobs.ts'
import { forgetOldTold, settleTold } from '#features/promise/actions.ts'
import { deleteOldStaffRows } from '#features/staff/jobs.ts'
import { forgetScenarios } from '#features/steering/actions.ts'
import { deleteOldContacts } from '#features/visit/jobs.ts'
import type { Authority } from '#platform/db/authority.ts'
import { deleteOldCommands } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'

const SECOND = 1_000

/** What runs again and again for every authority. Any node may run it: rows are claimed with SKIP LOCKED. */
const SWEEPS: readonly {
  readonly every: number
  readonly run: (tx: Tx) => Promise<unknown>
  /** Again at once, in a transaction of its own, as long as it says true. */
  readonly again?: boolean
  /** Not before this process has run for so long. */
  readonly after?: number
}[] = [
  { every: 2 * SECOND, run: replaceNext, again: true },
  { every: 5 * SECOND, run: (tx) => expireHolds(tx) },
  { every: 5 * SECOND, run: lookAtList },
  { every: 5 * SECOND, run: settleReplacements },
  { every: 5 * SECOND, run: retryNext, again: true },
  { every: 5 * SECOND, run: beginElsewhere },
  { every: 5 * SECOND, run: returnMissed },
  { every: 5 * SECOND, run: failOverdue },
  { every: 30 * SECOND, run: forgetScans },
  { every: 60 * SECOND, run: endOverdueWishes },
  { every: 60 * SECOND, run: endDays },
  { every: 60 * SECOND, run: closeForsakenCounters },
  { every: 60 * SECOND, run: untieForsaken },
  { every: 60 * SECOND, run: sendBackForsakenCalls, after: 600 * SECOND },
  { every: 600 * SECOND, run: forgetPlanChanges },
  { every: 3_600 * SECOND, run: releaseDaily },
  { every: 60 * SECOND, run: releaseNewestDay },
  { every: 60 * SECOND, run: openKeptTimes },
  { every: 60 * SECOND, run: repackChangedDays },
  { every: 60 * SECOND, run: settleTold },
  { every: 3_600 * SECOND, run: (tx) => forgetOldTold(tx), again: true },
  { every: 3_600 * SECOND, run: deleteOldStaffRows },
  { every: 3_600 * SECOND, run: forgetNotices },
  { every: 3_600 * SECOND, run: forgetScenarios },
  { every: 3_600 * SECOND, run: deleteOldCommands },
  { every: 3_600 * SECOND, run: deleteOldContacts },
  { every: 3_600 * SECOND, run: forgetOldRecipients },
  { every: 3_600 * SECOND, run: forgetWishes },
  { every: 600 * SECOND, run: callWhomNoLetterReaches },
  { every: 3_600 * SECOND, run: forgetOldPersons },
  { every: 60 * SECOND, run: writeNoted },
  { every: 3_600 * SECOND, run: findOddities },
  { every: 600 * SECOND, run: forgetOldProofs },
  { every: 600 * SECOND, run: forgetOldChecks },
  { every: 600 * SECOND, run: forgetSecondTries },
  { every: 60 * SECOND, run: lookAtLeads },
  { every: 600 * SECOND, run: countChosen },
  { every: 3_600 * SECOND, run: forgetOldLeads },
  { every: 3_600 * SECOND, run: forgetJobs },
]

/** Starts all sweeps; a failure of one authority is handed to `onError` and the others go on. */
export function startSweeps(
  database: Database,
  authorities: () => readonly Authority[],
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>()
  let stopped = false
  const sweep = async (run: (tx: Tx) => Promise<unknown>, again: boolean) => {
    for (const authority of authorities()) {
      let more: unknown = true
      while (more === true) {
        if (stopped) return
        more = await database.withAuthority(authority, run).catch(onError)
        if (!again) break
      }
    }
  }
  const began = monotonic()
  const timers = SWEEPS.map(({ every, run, again = false, after = 0 }) => {
    let busy = false
    const tick = () => {
      if (busy || stopped || monotonic() - began < after) return
      busy = true
      const work = sweep(run, again).finally(() => {
        busy = false
        running.delete(work)
      })
      running.add(work)
    }
    tick()
    return setInterval(tick, every)
  })
  return {
    async stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}
