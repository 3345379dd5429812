import type { Worker } from 'node:worker_threads'

/** A thread of its own that is asked one thing at a time, in the order of asking. Begun when it is first asked. */
export type AskedThread<Question, Answer> = {
  /** Rejects when the answer took too long or the thread died: then it knows nothing any more and begins anew. */
  ask(question: Question): Promise<Answer>
  /** The number of the thread that is there now, begun if there is none: what an earlier one knew is gone. */
  generation(): number
  /** Is there one? */
  runs(): boolean
  /** Questions that are open reject; resolves when no thread is left. */
  stop(): Promise<void>
}

type Asked<Question, Answer> = {
  readonly question: Question
  done(answer: Answer): void
  failed(why: Error): void
}

/**
 * Nothing runs yet. `name`: what the thread does, for errors. `longest`: milliseconds after which an answer is given up,
 * from when the thread was asked. `open` makes a worker that answers each message with one message.
 */
export function openAskedThread<Question, Answer>(options: {
  readonly name: string
  readonly longest: number
  readonly open: () => Worker
}): AskedThread<Question, Answer> {
  const { name, longest, open } = options
  let worker: Worker | undefined
  let generation = 0
  let limit: NodeJS.Timeout | undefined
  let queue: Asked<Question, Answer>[] = []
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
    begun.on('exit', () => end(begun, new Error(`${name}: the thread has ended`)))
    // A process that has nothing else to do may end.
    begun.unref()
    worker = begun
    return begun
  }

  function askNext(asked: Worker): void {
    const [first] = queue
    if (!first) return
    limit = setTimeout(() => end(asked, new Error(`${name} took too long`)), longest)
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
    ask: (question) =>
      new Promise<Answer>((done, failed) => {
        const now = worker ?? begin()
        queue.push({ question, done, failed })
        if (queue.length === 1) askNext(now)
      }),
    generation() {
      if (!worker) begin()
      return generation
    },
    runs: () => worker !== undefined,
    async stop() {
      if (worker) end(worker, new Error(`${name}: the server stops`))
      await Promise.allSettled(ending)
    },
  }
}
