import { startChild } from '#apps/bench/streams.ts'
import { brokenLawsOf } from './checker.ts'
import { bookWithoutEnd, confirmed, lostBookings, type MortalCity, recovery, type Stream } from './crash.ts'
import { pause } from './ground.ts'

/** Clients who book at the same time. */
export const CLIENTS = 8

/** What was found after a run of kills; `broken` and `lost` must be empty. */
export type Found = {
  readonly confirmed: number
  readonly repeated: number
  readonly faults: readonly string[]
  readonly lost: readonly string[]
  readonly broken: readonly string[]
  readonly replayedOtherwise: readonly string[]
  /** Milliseconds from each kill to the next confirmed booking. */
  readonly recoveries: readonly number[]
}

/** A node of the server in a process of its own. */
export function startNode(city: MortalCity) {
  return startChild('./node.ts', { APP_URL: city.appUrl, SECRET: city.secret })
}

/** Kills the server's process so many times during bookings, and starts another one each time. */
export async function killServers(
  city: MortalCity,
  times: number,
  between: number,
  turnPause = 0,
): Promise<Found> {
  let node = await startNode(city)
  const reach = {
    get port() {
      return node.port
    },
  }
  const stream = await bookWithoutEnd(city, reach, CLIENTS, turnPause)
  await confirmed(stream, CLIENTS)
  const recoveries: number[] = []
  for (let time = 0; time < times; time++) {
    await pause(between)
    const at = performance.now()
    const ended = new Promise((resolve) => node.process.once('exit', resolve))
    node.process.kill('SIGKILL')
    await ended
    node = await startNode(city)
    recoveries.push(await recovery(stream, at))
  }
  const found = await look(city, stream, recoveries)
  node.stop()
  return found
}

/** Kills all processes of the database so many times during bookings; the server is left alone and must live on. */
export async function killDatabase(
  city: MortalCity,
  times: number,
  between: number,
  turnPause = 0,
): Promise<Found> {
  const node = await startNode(city)
  const stream = await bookWithoutEnd(city, node, CLIENTS, turnPause)
  await confirmed(stream, CLIENTS)
  const recoveries: number[] = []
  for (let time = 0; time < times; time++) {
    await pause(between)
    const at = performance.now()
    city.kill()
    recoveries.push(await recovery(stream, at + 1))
  }
  const found = await look(city, stream, recoveries)
  if (node.process.exitCode !== null) throw new Error('the server ended with its database')
  node.stop()
  return found
}

async function look(city: MortalCity, stream: Stream, recoveries: readonly number[]): Promise<Found> {
  await stream.stop()
  return {
    confirmed: stream.acknowledged.length,
    repeated: stream.repeated(),
    faults: stream.faults,
    lost: await lostBookings(city, stream.acknowledged),
    broken: await brokenLawsOf(city.ownerUrl, city.schema),
    replayedOtherwise: await stream.replay(),
    recoveries,
  }
}
