import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** Connections that somebody holds on purpose. */
export type Siege = {
  /** How many the server has not ended yet. */
  readonly held: () => number
  /** What the server said to each, as far as it said anything. */
  readonly heard: () => readonly string[]
  end(): void
}

/** What a connection does once it is there; `word` says something, now or again and again. */
type Begin = (word: (text: string) => void, everySoOften: (text: string) => void) => void

const SOON_MS = 200

/** Says nothing at all. */
export const idle: Begin = () => undefined
/** Begins a request whose headers never end. */
export const slowHeaders: Begin = (word, everySoOften) => {
  word('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n')
  everySoOften('x-slow: a\r\n')
}
/** Begins a form that never ends. */
export const slowBody =
  (path: string): Begin =>
  (word, everySoOften) => {
    const head = 'content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000'
    word(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n${head}\r\n\r\n`)
    everySoOften('a')
  }
/** Listens to events. */
export const stream =
  (path: string): Begin =>
  (word) =>
    word(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`)

/**
 * Opens so many connections from one address and lets each of them begin. They never end by themselves, also not when
 * the server has said goodbye, as somebody does who wants to keep it busy.
 */
export async function besiege(
  { port, address, count }: { readonly port: number; readonly address: string; readonly count: number },
  begin: Begin,
): Promise<Siege> {
  const heard: string[] = []
  const open = new Set<Socket>()
  const timers: NodeJS.Timeout[] = []
  await Promise.all(
    Array.from(
      { length: count },
      (_, nth) =>
        new Promise<void>((resolve) => {
          const socket = connect({ port, host: '127.0.0.1', localAddress: address, allowHalfOpen: true })
          open.add(socket)
          const over = () => {
            open.delete(socket)
            resolve()
          }
          socket.setEncoding('utf8').on('data', (text) => {
            heard[nth] = `${heard[nth] ?? ''}${text}`
          })
          socket.on('end', over).on('close', over).on('error', over)
          socket.once('connect', () => {
            const word = (text: string) => void (socket.writable && socket.write(text))
            begin(word, (text) => timers.push(setInterval(word, SOON_MS, text)))
            resolve()
          })
        }),
    ),
  )
  return {
    held: () => open.size,
    heard: () => heard.filter((text) => text !== undefined),
    end() {
      for (const timer of timers) clearInterval(timer)
      for (const socket of open) socket.destroy()
    },
  }
}

/** What everybody else gets meanwhile: the status and the milliseconds of each of their requests. */
export async function others(
  port: number,
  paths: readonly string[],
  options: { readonly people: number; readonly milliseconds: number; readonly pause: number },
): Promise<{ readonly statuses: ReadonlySet<number>; readonly p99: number; readonly count: number }> {
  const lasted: number[] = []
  const statuses = new Set<number>()
  const end = performance.now() + options.milliseconds
  await Promise.all(
    Array.from({ length: options.people }, async (_, nth) => {
      const agent = new Agent({ keepAlive: true, localAddress: `127.60.1.${nth + 1}` })
      for (let turn = nth; performance.now() < end; turn++) {
        const begun = performance.now()
        statuses.add(await statusOf(port, paths[turn % paths.length] ?? '/', agent))
        lasted.push(performance.now() - begun)
        await new Promise((resolve) => setTimeout(resolve, options.pause))
      }
      agent.destroy()
    }),
  )
  const sorted = lasted.toSorted((a, b) => a - b)
  return { statuses, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, count: sorted.length }
}

function statusOf(port: number, path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, agent }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    asking.once('error', reject).end()
  })
}
