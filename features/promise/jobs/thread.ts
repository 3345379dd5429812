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

/** What the thread is to be asked, in turn. */
type Asked = {
  readonly question: Question
  done(answer: Answer): void
  failed(why: Error): void
}

/**
 * Nothing runs yet. The thread is asked one thing at a time. `longest`: milliseconds after which a look is given up,
 * from when the thread was asked.
 */
export function openThread({ longest = LONGEST, open = openWorker } = {}): LookingThread {
  let worker: Worker | undefined
  let generation = 0
  let numbers = 0
  let limit: NodeJS.Timeout | undefined
  let queue: Asked[] = []
  const ending = new Set<Promise<unknown>>()

  function begin(): Worker {
    generation++
    const begun = open()
    begun.on('message', (answer: Answer) => {
      if (worker !== begun) return
      clearTimeout(limit)
      queue.shift()?.done(answer)
      askNext(begun)
    })
    begun.on('error', (error) => end(begun, error instanceof Error ? error : new Error(String(error))))
    begun.on('exit', () => end(begun, new Error('the thread that looks ahead has ended')))
    // A process that has nothing else to do may end.
    begun.unref()
    worker = begun
    return begun
  }

  function ask(asked: Asked): void {
    const now = worker ?? begin()
    queue.push(asked)
    if (queue.length === 1) askNext(now)
  }

  function askNext(asked: Worker): void {
    const [first] = queue
    if (!first) return
    limit = setTimeout(() => end(asked, new Error('looking ahead took too long')), longest)
    limit.unref()
    asked.postMessage(first.question)
  }

  function end(ended: Worker, why: Error): void {
    if (worker !== ended) return
    worker = undefined
    clearTimeout(limit)
    const left = queue
    queue = []
    const over: Promise<unknown> = ended.terminate().finally(() => ending.delete(over))
    ending.add(over)
    // Those behind may count on what it knew.
    for (const { failed } of left) failed(why)
  }

  return {
    look: (question) =>
      new Promise<SiteAhead>((resolve, reject) => {
        ask({
          question: { ...question, kind: 'look', number: ++numbers },
          done: ({ ahead }) => (ahead ? resolve(ahead) : reject(new Error('no look ahead'))),
          failed: reject,
        })
      }),
    forget(site) {
      if (!worker) return
      const nothing = () => undefined
      ask({ question: { kind: 'forget', site, number: ++numbers }, done: nothing, failed: nothing })
    },
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

function openWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url))
}
