import { impossible } from '#kernel/result.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { quantile } from './figure.ts'
import { callInTurn, memoryMiB, openStreams, pause, prepareHalls, startChild } from './streams.ts'

/** The phones of the busiest of nine sites; the others share the rest evenly. */
const BUSIEST = 0.3
const SHARES = [BUSIEST, ...Array.from({ length: 8 }, () => (1 - BUSIEST) / 8)]
const CALLS = 9

/** What watchers of nine halls saw of the calls, what it cost, and how long a restart kept them out. */
export type WatcherRun = {
  readonly p99: number
  readonly events: number
  readonly memoryMiB: number
  readonly backSeconds: number
}

/**
 * Phones over nine sites, three in ten of them at the busiest, whose hall holds a fifth as many people as phones. One
 * call a second goes round the sites; half of all calls are the busiest's. Then the node is killed, another one begins,
 * and everybody comes back. Throws if a change does not reach everybody who watches that site.
 */
export async function measureWatchers(city: BenchCity, watchers: number): Promise<WatcherRun> {
  const environment = { APP_URL: city.appUrl, SECRET: city.secret }
  const node = await startChild('./node.ts', environment)
  const halls = await prepareHalls(city, watchers, SHARES)
  const [busiest, ...others] = halls
  const paths = halls.flatMap((hall) => hall.paths)
  const siteOfPath = new Map(halls.flatMap((hall) => hall.paths.map((path) => [path, hall.site.key])))
  const lags: number[] = []
  const calledAt = new Map<string, number>()
  const hear = (path: string) => {
    const since = calledAt.get(siteOfPath.get(path) ?? '')
    if (since !== undefined) lags.push(monotonic() - since)
  }
  const streams = await openStreams(node.port, paths, hear)
  await pause(1_500)
  let expected = 0
  await callInTurn(city, CALLS, calledAt, (call) => {
    const hall = (call % 2 === 0 ? busiest : others[call % others.length]) ?? impossible('no halls')
    expected += hall.paths.length
    return hall
  })
  const memory = memoryMiB(node)
  streams.close()
  node.stop()
  const killedAt = monotonic()
  const again = await startChild('./node.ts', environment)
  const back = await openStreams(again.port, paths, () => undefined)
  const backSeconds = (monotonic() - killedAt) / 1_000
  back.close()
  again.stop()
  if (lags.length < expected)
    throw new Error(`only ${lags.length} of ${expected} changes reached a phone in time`)
  return { p99: quantile(lags, 0.99), events: lags.length, memoryMiB: memory, backSeconds }
}
