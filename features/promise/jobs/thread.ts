import { Worker } from 'node:worker_threads'
import type { Happened } from '../model/happened.ts'
import type { SiteAhead } from '../model/lookAtSite.ts'
import type { SiteSeen } from '../model/seen.ts'

/** What the thread is asked: to look ahead with what it knows and is told of the past, or to forget a site. */
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
)

export type Answer = { readonly number: number; readonly ahead?: SiteAhead }

/** A thread of its own for looking ahead, begun when it is first asked. */
export type LookingThread = {
  /** Rejects when the look took too long or the thread died: then it knows nothing any more and begins anew. */
  look(question: Omit<Extract<Question, { kind: 'look' }>, 'number' | 'kind'>): Promise<SiteAhead>
  forget(site: string): void
  /** The number of the thread that is there now, begun if there is none: what an earlier one knew is gone. */
  generation(): number
  /** Looks that are under way reject; resolves when no thread is left. */
  stop(): Promise<void>
}

/** A look takes some hundredths of a second; one that takes this long is given up. Milliseconds. */
const LONGEST = 20_000

type Waiting = { readonly done: (ahead: SiteAhead) => void; readonly failed: (why: Error) => void }

/** Nothing runs yet. `longest`: milliseconds after which a look is given up. */
export function openThread({ longest = LONGEST } = {}): LookingThread {
  let worker: Worker | undefined
  let generation = 0
  let numbers = 0
  let waiting = new Map<number, Waiting>()
  const ending = new Set<Promise<unknown>>()

  function begin(): Worker {
    generation++
    const begun = new Worker(new URL('./worker.ts', import.meta.url))
    begun.on('message', ({ number, ahead }: Answer) => {
      const asked = waiting.get(number)
      waiting.delete(number)
      if (ahead) asked?.done(ahead)
    })
    begun.on('error', (error) => end(begun, error instanceof Error ? error : new Error(String(error))))
    begun.on('exit', () => end(begun, new Error('the thread that looks ahead has ended')))
    // A process that has nothing else to do may end.
    begun.unref()
    worker = begun
    return begun
  }

  function end(ended: Worker, why: Error): void {
    if (worker !== ended) return
    worker = undefined
    const left = waiting
    waiting = new Map()
    const over: Promise<unknown> = ended.terminate().finally(() => ending.delete(over))
    ending.add(over)
    for (const { failed } of left.values()) failed(why)
  }

  return {
    look(question) {
      const asked = worker ?? begin()
      const number = ++numbers
      return new Promise<SiteAhead>((resolve, reject) => {
        const limit = setTimeout(() => end(asked, new Error('looking ahead took too long')), longest)
        limit.unref()
        waiting.set(number, {
          done(ahead) {
            clearTimeout(limit)
            resolve(ahead)
          },
          failed(why) {
            clearTimeout(limit)
            reject(why)
          },
        })
        asked.postMessage({ ...question, kind: 'look', number } satisfies Question)
      })
    },
    forget: (site) => worker?.postMessage({ kind: 'forget', site, number: 0 } satisfies Question),
    generation() {
      if (!worker) begin()
      return generation
    },
    async stop() {
      if (worker) end(worker, new Error('the server stops'))
      await Promise.allSettled(ending)
    },
  }
}
