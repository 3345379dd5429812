import { Worker } from 'node:worker_threads'
import { openAskedThread } from '#platform/thread/askedThread.ts'
import type { RunScenarios } from '../actions.ts'
import type { Changes } from '../model/changes.ts'
import type { Outcome, SiteMonth } from '../model/scenarioRun.ts'

/** What the thread is asked: to begin with a scenario, to play its next day, to say what came of it, to forget it. */
export type Question = { readonly run: number } & (
  | { readonly kind: 'begin'; readonly months: readonly SiteMonth[]; readonly changes: Changes }
  | { readonly kind: 'play' | 'end' | 'forget' }
)
export type Answer = { readonly done: number; readonly of: number; readonly outcome?: Outcome }

/** One day takes some hundredths of a second; what takes this long is given up. Milliseconds. */
const LONGEST = 60_000

/** The thread in which scenarios are played. Several at once take turns, day by day. */
export function openWhatIf({ longest = LONGEST, open = openWorker } = {}): RunScenarios & {
  stop(): Promise<void>
} {
  const thread = openAskedThread<Question, Answer>({ name: 'what-if', longest, open })
  let runs = 0
  return {
    async play(months, changes, { progress, cancelled }) {
      const run = ++runs
      let now = await thread.ask({ run, kind: 'begin', months, changes })
      while (now.done < now.of) {
        progress(now.done, now.of)
        if (cancelled()) {
          await thread.ask({ run, kind: 'forget' })
          return undefined
        }
        const { done } = now
        now = await thread.ask({ run, kind: 'play' })
        if (now.done <= done) throw new Error('what-if: the scenario was forgotten')
      }
      const { outcome } = await thread.ask({ run, kind: 'end' })
      if (!outcome) throw new Error('what-if: the scenario was forgotten')
      return outcome
    },
    stop: thread.stop,
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url))
}
