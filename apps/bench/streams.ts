import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { makeLinks } from '#apps/server/application.tsx'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import {
  type CounterDay,
  callNext,
  drawTicket,
  finish,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { monotonic, systemClock } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { quantile } from './figure.ts'

/** Streams per client address: below the server's cap, which stays switched on. */
const STREAMS_PER_ADDRESS = 100
const CALLS = 18
const BETWEEN_CALLS_MS = 1_000
const SITES = [
  'altmarkt',
  'nordfeld',
  'eichenhain',
  'muehlau',
  'steinbruecken',
  'rosengarten',
  'weidengrund',
  'ostbruch',
  'lerchengrund',
]

/** The n-th address of 127.1.0.0/16, of 62,500. */
export const loopbackOf = (nth: number) => `127.1.${Math.floor(nth / 250)}.${(nth % 250) + 1}`

/** Lags of one run in milliseconds, and the memory of the node that served it. */
export type StreamRun = {
  readonly p99: number
  readonly events: number
  readonly memoryMiB: number
  readonly connectSeconds: number
}

/** How a clerk of the bench calls the next person of a hall, and serves them. */
export type Clerking<At> = { call(hall: At): Promise<void>; serve(hall: At): Promise<void> }

/** Lags of a call in each hall, from when it was asked for to when each stream reads of it first. Milliseconds. */
export function newEars(): {
  readonly lags: number[]
  readonly calling: (site: string) => { over(): void }
  readonly hear: (site: string, path: string) => void
} {
  const lags: number[] = []
  const calls = new Map<string, { readonly since: number; readonly heard: Set<string> }>()
  return {
    lags,
    calling(site) {
      calls.set(site, { since: monotonic(), heard: new Set() })
      return { over: () => void calls.delete(site) }
    },
    hear(site, path) {
      const call = calls.get(site)
      if (!call || call.heard.has(path)) return
      call.heard.add(path)
      lags.push(monotonic() - call.since)
    },
  }
}

/**
 * Calls and serves so many people, one after another in the halls that `hallOf` names, slowly enough that each change is
 * seen by itself.
 */
export async function callInTurn<At extends Pick<Hall, 'site'>>(
  { call: ask, serve }: Clerking<At>,
  calls: number,
  calling: ReturnType<typeof newEars>['calling'],
  hallOf: (call: number) => At,
): Promise<void> {
  for (let call = 0; call < calls; call++) {
    const hall = hallOf(call)
    const { over } = calling(hall.site.key)
    await ask(hall)
    await pause(BETWEEN_CALLS_MS)
    over()
    await serve(hall)
    await pause(BETWEEN_CALLS_MS / 2)
  }
}

/** Calls are made by this process, beside the node. */
function clerkBeside({ database, authority }: BenchCity): Clerking<Hall> {
  return {
    async call({ counter }) {
      const called = await database.withAuthority(authority, (tx) => callNext(tx, counter))
      if (!called.ok) throw new Error(called.code)
    },
    serve: ({ counter }) =>
      database.withAuthority(authority, async (tx) => {
        await startServing(tx, counter)
        await finish(tx, counter, 'done')
      }),
  }
}

/** A server process of its own. */
export type Child = { readonly port: number; readonly process: ChildProcess; stop(): void }

/** Starts a server process and waits for its port. */
export function startChild(file: string, environment: Record<string, string>): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...environment },
    // As ./dran starts a node.
    execArgv: [
      '--max-semi-space-size=16',
      '--import',
      fileURLToPath(new URL('../../platform/jsx/register.mjs', import.meta.url)),
    ],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server process ended (${code})`)))
    child.once('message', (message) => {
      const port = message && typeof message === 'object' && 'port' in message ? Number(message.port) : 0
      resolve({ port, process: child, stop: () => void child.kill('SIGKILL') })
    })
  })
}

/** Opens streams from many loopback addresses, some hundred at a time; `hear` is told of every event, and which stream it was. */
export async function openStreams(
  port: number,
  paths: readonly string[],
  hear: (path: string, nth: number) => void,
): Promise<{ close(): void }> {
  const sockets: Socket[] = []
  const openOne = (path: string, index: number) =>
    new Promise<void>((resolve, reject) => {
      const address = Math.floor(index / STREAMS_PER_ADDRESS)
      const opening = request({
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        localAddress: loopbackOf(address),
        headers: { accept: 'text/event-stream' },
      })
      opening.once('error', reject)
      opening.once('response', (response) => {
        if (response.statusCode !== 200) return reject(new Error(`stream refused: ${response.statusCode}`))
        sockets.push(response.socket)
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          if (text.includes('data:')) hear(path, index)
        })
        response.on('error', () => undefined)
        resolve()
      })
      opening.end()
    })
  for (let start = 0; start < paths.length; start += 200) {
    await Promise.all(paths.slice(start, start + 200).map((path, offset) => openOne(path, start + offset)))
  }
  return {
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Waits. */
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The memory that a server process holds now. */
export function memoryMiB(child: Child): number {
  const status = readFileSync(`/proc/${child.process.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)
}

/**
 * Phones over nine sites follow their tickets on one node; people are called by another node on the same database.
 * The lag runs from the moment the call is sent to the moment a phone reads its change.
 */
export async function measurePhones(city: BenchCity, phones: number): Promise<StreamRun> {
  const node = await startChild('./node.ts', { APP_URL: city.appUrl, SECRET: city.secret })
  const halls = await prepareHalls(city, phones)
  const { lags, calling, hear } = newEars()
  const siteOfPath = new Map(halls.flatMap((hall) => hall.paths.map((path) => [path, hall.site.key])))
  const begin = monotonic()
  const streams = await openStreams(
    node.port,
    halls.flatMap((hall) => hall.paths),
    (path, nth) => hear(siteOfPath.get(path) ?? '', `${nth}`),
  )
  const connectSeconds = (monotonic() - begin) / 1_000
  await pause(1_500)
  const hallOf = (call: number) => halls[call % halls.length] ?? impossible('no halls')
  await callInTurn(clerkBeside(city), CALLS, calling, hallOf)
  const memory = memoryMiB(node)
  streams.close()
  node.stop()
  const expected = (CALLS / halls.length) * halls.reduce((sum, hall) => sum + hall.paths.length, 0)
  if (lags.length < expected)
    throw new Error(`only ${lags.length} of ${expected} changes reached a phone in time`)
  return { p99: quantile(lags, 0.99), events: lags.length, memoryMiB: memory, connectSeconds }
}

/** A site of the bench with an open counter and the streams of its phones. */
export type Hall = { readonly site: Site; readonly counter: CounterDay; readonly paths: readonly string[] }

/** Tickets for all phones, four phones a ticket, and one open counter per site; `shares`: the phones of each site. */
export async function prepareHalls(
  city: BenchCity,
  phones: number,
  shares: readonly number[] = [],
): Promise<Hall[]> {
  const links = makeLinks(city.secret)
  const day = dayOf(systemClock.now(), 'Europe/Berlin')
  return city.database.withAuthority(city.authority, async (tx) => {
    const pickUp = (await listServices(tx)).find((service) => service.key === 'pick-up')
    const halls: Hall[] = []
    for (const [nth, key] of SITES.entries()) {
      const perSite = Math.ceil(phones * (shares[nth] ?? 1 / SITES.length))
      const site = (await findSite(tx, key)) ?? impossible(`no site ${key}`)
      const tickets: string[] = []
      for (let index = 0; index < Math.ceil(perSite / 4) + CALLS; index++) {
        const matters = [{ serviceKey: 'pick-up', people: 1 }]
        const drawn = await drawTicket(
          tx,
          links,
          { siteKey: key, matters, language: 'de', channel: 'kiosk' },
          async () => true,
        )
        if (!drawn.ok) throw new Error(drawn.code)
        tickets.push(drawn.value.token)
      }
      const serving = (await listCounters(tx, site.id)).find(
        (counter) => pickUp && counter.skills.has(pickUp.id),
      )
      const counter = { siteId: site.id, counterId: serving?.id ?? impossible('no counter'), day }
      await openCounter(tx, counter)
      // The first ones are called during the run; phones follow those behind them.
      const followed = tickets.slice(CALLS)
      const paths = Array.from(
        { length: perSite },
        (_, index) => `/w/${followed[index % followed.length]}/events?version=1&seen=0`,
      )
      halls.push({ site, counter, paths })
    }
    return halls
  })
}

/** The baseline: the same number of streams on a bare server, the same number of events. */
export async function measureBareStreams(phones: number): Promise<StreamRun> {
  const child = await startChild('./bareStreams.ts', {})
  const lags: number[] = []
  let since = 0
  const begin = monotonic()
  const paths = Array.from({ length: phones }, (_, index) => `/${index}`)
  const streams = await openStreams(child.port, paths, () => lags.push(monotonic() - since))
  const connectSeconds = (monotonic() - begin) / 1_000
  for (let call = 0; call < 5; call++) {
    since = monotonic()
    await new Promise<void>((resolve, reject) => {
      const post = request(
        { host: '127.0.0.1', port: child.port, method: 'POST', agent: false },
        (response) => {
          response.resume()
          response.once('end', resolve)
        },
      )
      post.once('error', reject)
      post.end()
    })
    await pause(BETWEEN_CALLS_MS)
  }
  const memory = memoryMiB(child)
  streams.close()
  child.stop()
  return { p99: quantile(lags, 0.99), events: lags.length, memoryMiB: memory, connectSeconds }
}
