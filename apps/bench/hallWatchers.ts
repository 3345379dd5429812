import { impossible } from '#kernel/result.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { seatBenchClerks } from './clerks.ts'
import { quantile } from './figure.ts'
import {
  type Clerking,
  callInTurn,
  memoryMiB,
  newEars,
  openStreams,
  pause,
  prepareHalls,
  startChild,
} from './streams.ts'

/** The phones of the busiest of nine sites; the others share the rest evenly. */
const BUSIEST = 0.3
const SHARES = [BUSIEST, ...Array.from({ length: 8 }, () => (1 - BUSIEST) / 8)]
const CALLS = 9
/** In each hall, beside the phones. */
const DISPLAYS = 3

/** What watchers of nine halls saw of the calls, what it cost, and how long a restart kept them out. */
export type WatcherRun = {
  readonly p99: number
  readonly events: number
  readonly memoryMiB: number
  readonly backSeconds: number
}

/**
 * Phones over nine sites, three in ten of them at the busiest, whose hall holds a fifth as many people as phones, and
 * displays in each. One call a second, asked for by a clerk over HTTP, goes round the sites; half of all calls are the
 * busiest's. Then the node is killed, another one begins, and everybody comes back. Throws if a change does not reach
 * everybody who watches that site.
 */
export async function measureWatchers(city: BenchCity, watchers: number): Promise<WatcherRun> {
  const environment = { APP_URL: city.appUrl, SECRET: city.secret }
  const node = await startChild('./node.ts', environment)
  const halls = (await prepareHalls(city, watchers, SHARES)).map((hall) => ({
    ...hall,
    paths: [...hall.paths, ...Array<string>(DISPLAYS).fill(`/api/sites/${hall.site.key}/display/events`)],
  }))
  const [busiest, ...others] = halls
  const paths = halls.flatMap((hall) => hall.paths)
  const siteOfPath = new Map(halls.flatMap((hall) => hall.paths.map((path) => [path, hall.site.key])))
  const clerks = await seatBenchClerks(
    city,
    node.port,
    halls.map(({ counter }) => counter),
  )
  const clerkOf = (hall: (typeof halls)[number]) =>
    clerks[halls.indexOf(hall)] ?? impossible('a hall without a clerk')
  const clerking: Clerking<(typeof halls)[number]> = {
    call: async (hall) => void (await clerkOf(hall).press('next')),
    async serve(hall) {
      for (const key of ['start', 'finish'] as const) await clerkOf(hall).press(key)
    },
  }
  const { lags, calling, hear } = newEars()
  const streams = await openStreams(node.port, paths, (path, nth) =>
    hear(siteOfPath.get(path) ?? '', `${nth}`),
  )
  await pause(1_500)
  let expected = 0
  await callInTurn(clerking, CALLS, calling, (call) => {
    const hall = (call % 2 === 0 ? busiest : others[call % others.length]) ?? impossible('no halls')
    expected += hall.paths.length
    return hall
  })
  const memory = memoryMiB(node)
  for (const clerk of clerks) await clerk.leave()
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
