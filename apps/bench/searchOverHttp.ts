import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller, searchTimes, type TimeQuestion } from '#features/booking/actions.ts'
import { isoInstant } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import { findTargets, type Target } from './booking.ts'
import type { BenchCity } from './city.ts'
import { startChild } from './streams.ts'

const BOOKINGS_PER_SECOND = 20
/** The load comes from some dozen addresses of this machine. */
const SHARED_NETWORKS = '127.0.0.0/8'
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/** One run of searches against one node. */
export type HttpRun = {
  readonly perSecond: number
  readonly p99: number
  readonly longest: number
  readonly booked: number
  /** Milliseconds until the node no longer showed what another node had booked; the longest of some bookings. */
  readonly stale: number
}

type Loaded = { answers: number; failures: number; bytes: number; p99: number; longest: number }

/** The address of a question. */
export function pathOf(matters: TimeQuestion['matters']): string {
  return `/api/times?matters=${matters.map(({ serviceKey, people }) => `${serviceKey}:${people}`).join(',')}`
}

async function load(port: number, paths: readonly string[], seconds: number): Promise<Loaded> {
  const generator = fork(fileURLToPath(new URL('./searchLoad.ts', import.meta.url)))
  const loaded = new Promise<Loaded>((resolve) =>
    generator.once('message', (result) => resolve(result as Loaded)),
  )
  generator.send({ port, paths, seconds })
  const result = await loaded
  generator.kill('SIGKILL')
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.answers} answers were no 200`)
  return result
}

/** Searches on one node while this process, as another node of the same city, books. */
export async function measureHttp(
  city: BenchCity,
  questions: readonly TimeQuestion['matters'][],
  seconds: number,
): Promise<{ run: HttpRun; texts: readonly (readonly [path: string, text: string])[] }> {
  const environment = { APP_URL: city.appUrl, SECRET: city.secret, SHARED_NETWORKS }
  const node = await startChild('./node.ts', environment)
  const base = `http://127.0.0.1:${node.port}`
  try {
    const paths = questions.map(pathOf)
    const texts: [string, string][] = []
    for (const path of paths) {
      const answer = await fetch(base + path)
      if (answer.status !== 200) throw new Error(await answer.text())
      texts.push([path, await answer.text()])
    }
    const targets = await findTargets(city, (seconds + 3) * BOOKINGS_PER_SECOND + 100)
    await load(node.port, paths, 2)
    const booking = keepBooking(city, targets, base)
    const { answers, p99, longest } = await load(node.port, paths, seconds)
    const { booked, stale } = await booking.stop()
    return { run: { perSecond: answers / seconds, p99, longest, booked, stale }, texts }
  } finally {
    node.stop()
  }
}

/** The baseline: the same load on a server that has every answer as a text. */
export async function measureBareTimes(
  texts: readonly (readonly [path: string, text: string])[],
  seconds: number,
): Promise<number> {
  const bare = await startChild('./bareTimes.ts', {})
  const ready = new Promise<void>((resolve) => bare.process.once('message', () => resolve()))
  bare.process.send(texts)
  await ready
  const paths = texts.map(([path]) => path)
  await load(bare.port, paths, 1)
  const { answers } = await load(bare.port, paths, seconds)
  bare.stop()
  return answers / seconds
}

/** Books twenty times a second; after every tenth booking it asks the node until that time is gone. */
function keepBooking(city: BenchCity, targets: readonly Target[], base: string) {
  const links = makeLinks(city.secret)
  let at = 0
  let booked = 0
  let stale = 0
  const running = new Set<Promise<void>>()
  const bookOne = async (target: Target, watched: boolean) => {
    const result = await city.database.withAuthority(city.authority, (tx) =>
      bookForCaller(tx, links, {
        channel: 'telephone',
        matters: MATTERS,
        siteKey: target.siteKey,
        startsAt: target.time.startsAt,
        language: 'de',
        contact: { name: 'Vera Beispiel', email: null, phone: null },
      }),
    )
    const since = monotonic()
    if (!result.ok) return
    booked++
    if (!watched) return
    const look = { on: true }
    const seen = untilGone(target, since, look)
    // Another place may still have the same time; then there is nothing to see.
    if (await isGone(target)) stale = Math.max(stale, await seen)
    look.on = false
    await seen
  }
  const isGone = async ({ siteKey, time: { day, startsAt } }: Target) => {
    const found = await city.database.withAuthority(city.authority, (tx) =>
      searchTimes(tx, { matters: MATTERS, siteKey, day }),
    )
    return found.ok && found.value.times.every((time) => time.startsAt !== startsAt)
  }
  const untilGone = async (
    { siteKey, time: { day, startsAt } }: Target,
    since: number,
    look: { on: boolean },
  ) => {
    const path = `${pathOf(MATTERS)}&site=${siteKey}&day=${day}&limit=1000`
    for (;;) {
      const text = await (await fetch(base + path)).text()
      const late = monotonic() - since
      // Behind "times" stand those of the asked site alone; before it the first of each site.
      const shown = text.slice(text.indexOf('"times"')).includes(isoInstant(startsAt))
      if (!look.on || !shown || late > 5_000) return late
    }
  }
  const timer = setInterval(() => {
    const target = targets[at++]
    if (!target) return
    const work = bookOne(target, at % 10 === 0).finally(() => running.delete(work))
    running.add(work)
  }, 1_000 / BOOKINGS_PER_SECOND)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
      return { booked, stale }
    },
  }
}
