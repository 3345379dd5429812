import type { Authority } from '#platform/db/authority.ts'
import { type Line, startLines } from '#platform/events/lines.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { monotonic, systemClock } from '#platform/time/clock.ts'
import {
  destroyDayKeys,
  PIPELINE_TOPIC,
  recoverChecks,
  removeRests,
  settleKeeping,
  tidyPapers,
} from '../actions.ts'
import { checkNext, type PipelineDeps } from './check.ts'

/** How long the worker leaves something alone, in milliseconds. */
export type WorkerPauses = {
  /** What is over, after it was destroyed. */
  readonly tidy: number
  /** The disk, after it was looked through for rests. */
  readonly rests: number
  /** The pipeline of a city, after something that it did not expect. */
  readonly error: number
  /** The scanner of a city that gives no answer, longer each time; in the end always for the last of them. */
  readonly scanner: readonly [number, ...number[]]
}

const PAUSES: WorkerPauses = {
  tidy: 60_000,
  rests: 10 * 60_000,
  error: 5_000,
  scanner: [5_000, 15_000, 60_000, 5 * 60_000],
}

/** What the worker needs beside the pipeline. */
export type WorkerDeps = PipelineDeps & {
  readonly wakeUps: WakeUps
  readonly authorities: () => readonly Authority[]
  readonly onError: (error: unknown) => void
  /** Others than in service, so that a test need not wait for them. */
  readonly pauses?: Partial<WorkerPauses>
}

/**
 * Destroys what is over in one city: uploads given up, papers past their day or of visits that came to nothing, and the
 * keys of days that are over. Gives files back whose worker was lost.
 */
export async function tidyAuthority(
  { database, vault }: Pick<PipelineDeps, 'database' | 'vault'>,
  authority: Authority,
): Promise<void> {
  await database.withAuthority(authority, tidyPapers)
  await database.withAuthority(authority, recoverChecks)
  let more = true
  while (more) more = await database.withAuthority(authority, (tx) => settleKeeping(tx, vault))
  await database.withAuthority(authority, (tx) => destroyDayKeys(tx, vault))
}

/**
 * Takes the papers of all cities through the pipeline, one file of a city at a time, woken by every one that is whole
 * and once a second. Any number of nodes may run it.
 */
export function startPapers(deps: WorkerDeps): Line {
  return startLines(deps.authorities, (key, stopped) => startLine(deps, key, stopped))
}

/** The pipeline of one city; a look never begins before the last one has ended. */
function startLine(deps: WorkerDeps, key: string, stopped: () => boolean): Line {
  const pauses = { ...PAUSES, ...deps.pauses }
  let looking: Promise<void> = Promise.resolve()
  let quietUntil = 0
  let unanswered = 0
  let tidiedAt = Number.NEGATIVE_INFINITY
  let restsAt = monotonic()

  const look = async () => {
    // Read anew each time: a demo clock jumps.
    const authority = deps.authorities().find((each) => each.key === key)
    if (!authority || stopped() || monotonic() < quietUntil) return
    if (monotonic() - tidiedAt >= pauses.tidy) {
      tidiedAt = monotonic()
      await tidyAuthority(deps, authority)
    }
    if (monotonic() - restsAt >= pauses.rests) {
      restsAt = monotonic()
      await removeRests(deps.database, authority, deps.vault, systemClock.now())
    }
    while (!stopped()) {
      const outcome = await checkNext(deps, authority)
      if (outcome === 'none') return
      unanswered = outcome === 'waits' ? unanswered + 1 : 0
      if (unanswered > 0) {
        const turn = Math.min(unanswered, pauses.scanner.length) - 1
        quietUntil = monotonic() + (pauses.scanner[turn] ?? pauses.scanner[0])
        return
      }
    }
  }

  const watcher = deps.wakeUps.watch({ authority: key, topic: PIPELINE_TOPIC }, () => {
    looking = look().catch((error: unknown) => {
      deps.onError(error)
      quietUntil = monotonic() + pauses.error
    })
    return looking
  })
  return {
    async stop() {
      watcher.stop()
      await looking
    },
  }
}
