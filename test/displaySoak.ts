import type { CDPSession, Page } from 'playwright-core'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import {
  callNext,
  finish,
  hallOf,
  openCounter,
  presentDisplay,
  startServing,
} from '#features/hall/actions.ts'
import { impossible } from '#kernel/result.ts'
import type { HallServer } from './hallServer.ts'

/** A WAV of silence: 8,000 samples a second, one byte each, a tenth of a second. */
export const TENTH_OF_A_SECOND = Buffer.concat([
  Buffer.from(
    'RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0',
    'latin1',
  ),
  Buffer.alloc(800, 128),
])

/** What a display has shown and said. */
export type Heard = {
  /** The calls for which it asked for speech, "12 de", in order. */
  readonly spoken: readonly string[]
  /** The calls that it showed as being called, in the order in which they came; each time that one came anew. */
  readonly shown: () => Promise<readonly number[]>
}

/** Opens a display as where somebody speaks, and keeps what it shows and asks to be spoken. */
export async function listenToDisplay(page: Page, address = '/display/mitte'): Promise<Heard> {
  const spoken: string[] = []
  await page.route('**/display/mitte*', async (route) => {
    const response = await route.fetch().catch(() => undefined)
    if (!response) return route.abort()
    const body = (await response.text()).replace(' data-volume=', ' data-speaks="" data-volume=')
    await route.fulfill({ response, body })
  })
  await page.route('**/display/mitte/spoken/**', (route) => {
    spoken.push(route.request().url().split('/').slice(-2).join(' '))
    return route.fulfill({ contentType: 'audio/wav', body: TENTH_OF_A_SECOND })
  })
  const [first] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith('/api/sites/mitte/display')),
    page.goto(address),
  ])
  // What a display hears first is no news: on a busy machine a call could be part of it. The page has taken the first
  // answer when a later one is read.
  await first.finished()
  await page.evaluate(async () => (await fetch('/api/sites/mitte/display')).json())
  await page.evaluate(() => {
    const shown: number[] = []
    Object.assign(window, { shown })
    const list = document.querySelector('[data-calls="current"]')
    if (!list) throw new Error('no list')
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const row of addedNodes)
          if (row instanceof Element) shown.push(Number(row.getAttribute('data-call')))
    }).observe(list, { childList: true })
  })
  return { spoken, shown: () => page.evaluate<number[]>('window.shown') }
}

/** Memory of a page after a thorough collection. */
export type Weight = { readonly heap: number; readonly nodes: number; readonly listeners: number }

export async function weigh(session: CDPSession): Promise<Weight> {
  let heap = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 3; turn++) {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    heap = Math.min(heap, usedSize)
  }
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  return { heap, nodes, listeners: jsEventListeners }
}

/**
 * Calls people to the counters of "mitte" in turn, one every so many milliseconds; each is waited for until its counter
 * is needed again. The journal numbers of the calls. `each` is told of every call.
 */
export async function callMany(
  hall: HallServer,
  {
    calls,
    every,
    each,
  }: { calls: number; every: number; each?: (done: number, call: number) => Promise<void> },
): Promise<readonly number[]> {
  const { run } = hall.house
  const places = await run(async (tx) => {
    const counters = await listCounters(tx, hall.here.siteId)
    const service =
      (await listServices(tx)).find(({ key }) => key === 'identity-card') ?? impossible('no service')
    return counters
      .filter(({ skills }) => skills.has(service.id))
      .map(({ id }) => ({ ...hall.here, counterId: id }))
  })
  for (const here of places) await run((tx) => openCounter(tx, here))
  const end = (here: typeof hall.here) =>
    run(async (tx) => {
      await startServing(tx, here)
      await finish(tx, here, 'done')
    })
  const made: number[] = []
  for (let done = 0; done < calls; done++) {
    const start = performance.now()
    const here = places[done % places.length] ?? impossible('no counter')
    await end(here)
    await hall.ticket()
    const called = await run((tx) => callNext(tx, here))
    if (!called.ok) throw new Error(called.code)
    const view = await run(async (tx) => presentDisplay(await hallOf(tx, hall.site)))
    const { ticketNumber } = called.value
    const call = view.calls.find((one) => one.ticketNumber === ticketNumber)?.call ?? -1
    made.push(call)
    await each?.(done + 1, call)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, every - (performance.now() - start))))
  }
  await new Promise((resolve) => setTimeout(resolve, every * 2))
  for (const here of places) await end(here)
  return made
}
