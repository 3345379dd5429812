import { pause } from './ground.ts'
import { type Answer, type Visitor, visitor } from './http.ts'

type Answered = {
  readonly who: Visitor
  readonly path: string
  readonly body: unknown
  readonly key: string
  readonly answer: Answer
}

/** Clients who do not give up: what gets no answer is sent again with the same key until there is one. */
export type Persistent = {
  /** Answers that no client should ever get. */
  readonly faults: string[]
  /** Requests that got no answer, or "try again", and were sent again with the same key. */
  readonly repeated: () => number
  /** Sends a command until it is answered. */
  send(who: Visitor, path: string, body?: unknown): Promise<Answer>
  /** Asks until something is there; throws after a while. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>
  /** Sends the last commands that were answered once more with their keys, and gives the answers that differ. */
  replay(): Promise<string[]>
  /** Whoever still waits goes home at once: what they wait for may never come. */
  abandon(): void
}

const MOST_REPLAYED = 200
const PATIENCE_MS = 90_000

/** As good clients do it. `lasting`: what of an answer is the same for ever; usually all of it. */
export function persistent(
  reach: { readonly port: number },
  lasting: (answer: Answer) => string = ({ text }) => text,
): Persistent {
  const answered: Answered[] = []
  const faults: string[] = []
  let repeated = 0
  let abandoned = false

  /** The same browser at another address. The port is read with every request: a server started anew has another. */
  const elsewhere = ({ cookies }: Visitor) =>
    visitor({
      get port() {
        return reach.port
      },
      cookies,
    })

  async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const end = performance.now() + PATIENCE_MS
    for (; performance.now() < end && !abandoned; await pause(50)) {
      const there = await ask()
      if (there !== undefined) return there
    }
    throw new Error(`${what}: nothing for ${PATIENCE_MS} ms`)
  }

  return {
    faults,
    repeated: () => repeated,
    until: (what, ask) => until(what, () => ask().catch(() => undefined)),
    send(who, path, body) {
      const key = crypto.randomUUID()
      let from = who
      return until(path, async () => {
        const answer = await from.call(path, body, key).catch(() => undefined)
        if (answer !== undefined && answer.status !== 429 && answer.status < 500) {
          if (answer.status === 200) answered.push({ who, path, body, key, answer })
          return answer
        }
        // Trying all the time while everything is down uses up the limit of an address.
        if (answer?.status === 429) from = elsewhere(who)
        else if (answer !== undefined && answer.status !== 503) faults.push(`${path}: ${answer.text}`)
        repeated++
        return undefined
      })
    },
    async replay() {
      const again = await Promise.all(
        answered.slice(-MOST_REPLAYED).map(async ({ who, path, body, key, answer }) => {
          // Who sent it again and again while everything was down has used up the limit of that address.
          const now = await elsewhere(who).call(path, body, key)
          // And perhaps that of the browser: then nobody looks what the command was.
          if (now.status === 429) return undefined
          const same = now.status === answer.status && lasting(now) === lasting(answer)
          return same ? [] : [`${path}: ${answer.text} became ${now.status} ${now.text}`]
        }),
      )
      const told = again.filter((each) => each !== undefined)
      return told.length > 0 || again.length === 0 ? told.flat() : ['nobody was told anything again']
    },
    abandon() {
      abandoned = true
    },
  }
}
