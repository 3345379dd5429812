import { Worker } from 'node:worker_threads'
import type { SiteDay } from '#features/hall/model.ts'
import { openAskedThread } from '#platform/thread/askedThread.ts'
import type { TimesAhead } from '../model/bookingAhead.ts'
import type { DaySeen } from '../model/dayAhead.ts'
import type { Happened } from '../model/happened.ts'
import type { SiteAhead } from '../model/lookAtSite.ts'
import type { SiteSeen } from '../model/seen.ts'

/** What the thread is asked: to look ahead with what it knows and is told of the past, at its free times of today or to the end of the day, or to forget a site. */
export type Question = {
  readonly number: number
  /** The authority and the site. */
  readonly site: string
} & (
  | { readonly kind: 'forget' }
  | {
      readonly kind: 'look'
      readonly seen: SiteSeen
      /** All that happened before today; missing if the thread has it. */
      readonly before?: Happened
      /** All that happened today so far; missing if it has not been read again. */
      readonly today?: Happened
    }
  | { readonly kind: 'times'; readonly seen: SiteSeen }
  | { readonly kind: 'day'; readonly day: DaySeen }
)

export type Answer = {
  readonly number: number
  readonly ahead?: SiteAhead
  readonly times?: readonly TimesAhead[]
  readonly day?: SiteDay
}

/** A thread of its own for looking ahead, begun when it is first asked. */
export type LookingThread = {
  /** Rejects when the look took too long or the thread died: then it knows nothing any more and begins anew. */
  look(question: Omit<Extract<Question, { kind: 'look' }>, 'number' | 'kind'>): Promise<SiteAhead>
  /** Which free times of today one more may still have, with what the thread knows of the site. Rejects like a look. */
  lookAtTimes(site: string, seen: SiteSeen): Promise<readonly TimesAhead[]>
  /** The rest of a site's day, with what the thread knows of the site. Rejects like a look. */
  lookAtDay(site: string, day: DaySeen): Promise<SiteDay>
  forget(site: string): void
  /** The number of the thread that is there now, begun if there is none: what an earlier one knew is gone. */
  generation(): number
  /** Looks that are under way reject; resolves when no thread is left. */
  stop(): Promise<void>
}

/** A look takes some hundredths of a second; one that takes this long is given up. Milliseconds. */
const LONGEST = 20_000

/**
 * Nothing runs yet. The thread is asked one thing at a time. `longest`: milliseconds after which a look is given up,
 * from when the thread was asked.
 */
export function openThread({ longest = LONGEST, open = openWorker } = {}): LookingThread {
  const thread = openAskedThread<Question, Answer>({ name: 'looking ahead', longest, open })
  let numbers = 0
  return {
    async look(question) {
      const { ahead } = await thread.ask({ ...question, kind: 'look', number: ++numbers })
      if (!ahead) throw new Error('no look ahead')
      return ahead
    },
    async lookAtTimes(site, seen) {
      const { times } = await thread.ask({ kind: 'times', site, seen, number: ++numbers })
      if (!times) throw new Error('no times ahead')
      return times
    },
    async lookAtDay(site, day) {
      const answer = await thread.ask({ kind: 'day', site, day, number: ++numbers })
      if (!answer.day) throw new Error('no day ahead')
      return answer.day
    },
    forget(site) {
      if (!thread.runs()) return
      // What ends with its thread is forgotten, too.
      thread.ask({ kind: 'forget', site, number: ++numbers }).catch(() => undefined)
    },
    generation: thread.generation,
    stop: thread.stop,
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url))
}
