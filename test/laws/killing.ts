import { startChild } from '#apps/bench/streams.ts'
import { brokenLawsOf } from './checker.ts'
import { bookWithoutEnd, confirmed, lostBookings, type MortalCity, recovery, type Stream } from './crash.ts'
import { type HallStream, hallWithoutEnd } from './crashHall.ts'
import { pause } from './ground.ts'

/** Clients who book at the same time. */
export const CLIENTS = 8

/** The hall goes no faster than so: nobody is called and served in less. Milliseconds. */
const HALL_PAUSE = 100

/** What was found after a run of kills; `broken`, `lost` and the faults must be empty. */
export type Found = {
  readonly confirmed: number
  readonly repeated: number
  readonly faults: readonly string[]
  readonly lost: readonly string[]
  readonly broken: readonly string[]
  readonly replayedOtherwise: readonly string[]
  /** What happened in the hall meanwhile, and what went wrong there. */
  readonly hall: {
    readonly calls: number
    readonly tickets: number
    readonly arrivals: number
    readonly repeated: number
    readonly faults: readonly string[]
  }
  /** Milliseconds from each kill to the next confirmed booking. */
  readonly recoveries: readonly number[]
}

/** A node of the server in a process of its own. */
export function startNode(city: MortalCity) {
  return startChild('./node.ts', { APP_URL: city.appUrl, SECRET: city.secret })
}

/** Kills the server's process so many times during bookings and calls, and starts another one each time. */
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
  const hall = await hallWithoutEnd(city, reach, Math.max(HALL_PAUSE, turnPause))
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
  const found = await look(city, stream, hall, recoveries)
  node.stop()
  return found
}

/** Kills all processes of the database so many times during bookings and calls; the server is left alone and must live on. */
export async function killDatabase(
  city: MortalCity,
  times: number,
  between: number,
  turnPause = 0,
): Promise<Found> {
  const node = await startNode(city)
  const hall = await hallWithoutEnd(city, node, Math.max(HALL_PAUSE, turnPause))
  const stream = await bookWithoutEnd(city, node, CLIENTS, turnPause)
  await confirmed(stream, CLIENTS)
  const recoveries: number[] = []
  for (let time = 0; time < times; time++) {
    await pause(between)
    const at = performance.now()
    city.kill()
    recoveries.push(await recovery(stream, at + 1))
  }
  const found = await look(city, stream, hall, recoveries)
  if (node.process.exitCode !== null) throw new Error('the server ended with its database')
  node.stop()
  return found
}

async function look(
  city: MortalCity,
  stream: Stream,
  hall: HallStream,
  recoveries: readonly number[],
): Promise<Found> {
  await stream.stop()
  await hall.stop()
  const { calls, tickets, arrivals } = hall.told
  return {
    confirmed: stream.acknowledged.length,
    repeated: stream.repeated(),
    faults: stream.faults,
    lost: await lostBookings(city, stream.acknowledged),
    broken: await brokenLawsOf(city.ownerUrl, city.schema),
    replayedOtherwise: await stream.replay(),
    hall: {
      calls: calls.length,
      tickets: tickets.length,
      arrivals: arrivals.length,
      repeated: hall.repeated(),
      faults: hall.faults,
    },
    recoveries,
  }
}
