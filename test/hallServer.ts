import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import {
  type CounterDay,
  callNext,
  drawTicket,
  finish,
  openCounter,
  startServing,
} from '#features/hall/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { PATIENCE } from './chromium.ts'
import { type Around, type ConsoleServer, startConsole } from './consoleServer.ts'

/** A visit and the token of its link. */
export type Visiting = { readonly visit: Visit; readonly token: string }

/** A server in the morning with one counter of "mitte" open, and a browser for the devices of its hall. */
export type HallServer = {
  readonly house: ConsoleServer
  readonly here: CounterDay
  /** The site "mitte". */
  readonly site: Site
  /** Draws a ticket at "mitte". */
  readonly ticket: () => Promise<Visiting>
  /** Books an identity card for Hilde Probst. */
  readonly booking: (startsAt: Instant, siteKey?: string) => Promise<Visiting>
  /** Calls until this visit is the one at the counter; whoever comes before is served. */
  readonly callUntil: (visit: Visit) => Promise<void>
  /** Everybody who is called has gone, so that the next test begins with an idle counter. */
  readonly finishAll: () => Promise<void>
  readonly withPage: (
    options: BrowserContextOptions,
    work: (page: Page, context: BrowserContext) => Promise<void>,
  ) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts it. Call it in beforeAll, and `stop` in afterAll. */
export async function startHall(options: Around = {}): Promise<HallServer> {
  const house = await startConsole(options)
  const { parts, url } = house.server()
  const site = await house.run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
  const here = await house.run(async (tx) => {
    const [counter] = await listCounters(tx, site.id)
    const counterId = counter?.id ?? impossible('no counter')
    return { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
  })
  await house.run((tx) => openCounter(tx, here))
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const finishAll = async () => {
    await house.run(async (tx) => {
      await startServing(tx, here)
      await finish(tx, here, 'done')
    })
  }
  return {
    house,
    here,
    site,
    async ticket() {
      const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
      const drawn = await house.run((tx) => drawTicket(tx, parts.links, wish, async () => true))
      return drawn.ok ? drawn.value : impossible(drawn.code)
    },
    async booking(startsAt, siteKey = 'mitte') {
      const contact = { name: 'Hilde Probst', email: null, phone: '0999 1' }
      const wish = { matters, siteKey, startsAt, language: 'de', channel: 'telephone', contact } as const
      const booked = await house.run((tx) => bookForCaller(tx, parts.links, wish))
      if (!booked.ok) throw new Error(booked.code)
      const visit = booked.value
      return { visit, token: parts.links.tokenOf('neuwalden', visit.id, visit.linkGeneration) }
    },
    async callUntil(visit) {
      for (;;) {
        const called = await house.run((tx) => callNext(tx, here))
        if (!called.ok) throw new Error(called.code)
        if (called.value.id === visit.id) return
        await finishAll()
      }
    },
    finishAll,
    async withPage(options, work) {
      const context = await house.browser.newContext({ locale: 'de-DE', baseURL: url, ...options })
      context.setDefaultTimeout(PATIENCE)
      try {
        await work(await context.newPage(), context)
      } finally {
        await context.close()
      }
    },
    stop: house.stop,
  }
}
