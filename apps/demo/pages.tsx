import { randomUUID } from 'node:crypto'
import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { isOpenAt, openSpans, type Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { takesWalkIns } from '#features/catalogue/model.ts'
import { drawTicket } from '#features/hall/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { securityHeaders } from '#platform/http/headers.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { FrameOf } from '#ui/frame.ts'
import { renderDocument } from '#ui/render.ts'
import { nextMorning, readHours } from './clock.ts'
import type { DemoClocks } from './live/clock.ts'
import { DemoPage } from './page/DemoPage.tsx'
import { hasSimulatedPrinter } from './printer.ts'

/** What the demo's page stands on. */
export type DemoPageDependencies = {
  readonly database: Database
  readonly links: Links
  readonly frame: FrameOf<Authority>
  readonly clocks: DemoClocks
  /** The simulated printer, where one stands. */
  readonly printer?: object
}

const NOT_FOUND: PageAnswer = { kind: 'failure', code: 'not_found' }
const everyone = { who: 'everyone, in a demo authority', allows: () => true }
const STEP = 10 * MINUTE
/** The first house has been open for a while then: there is something to see. */
const AFTER_OPENING = 30 * MINUTE

/** A long matter would not be done any more then, while a short one still is. */
const BEFORE_CLOSING = 15 * MINUTE

/** The pages that a phone in the frame shows. */
const ON_THE_PHONE = new Set(['/w/:token', '/w/:token/leave', '/v/:token'])

/** The page of the demonstration with its clock and phone. For a real authority none of it exists. */
export function registerDemoPages(
  app: HttpServer<Caller, Authority>,
  { database, links, frame, clocks, printer }: DemoPageDependencies,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/demo',
    policy: everyone,
    needs: { embeds: true },
    async handler(request) {
      const { authority, query } = request
      if (!authority.demo) return NOT_FOUND
      const { zone, site } = await database.withAuthority(authority, async (tx) => ({
        zone: (await getSettings(tx)).timeZone,
        site: await mainSite(tx),
      }))
      const ticket = query.get('ticket') ?? ''
      const props = {
        frame: await frame(request),
        now: clocks.now(authority),
        zone,
        site,
        ticket: isLinkToken(ticket) ? ticket : undefined,
        closed: query.has('closed'),
        prints: printer !== undefined && hasSimulatedPrinter(authority),
        keys: { ticket: randomUUID() },
      }
      return { kind: 'html', body: renderDocument(<DemoPage {...props} />) }
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/demo/clock',
    policy: everyone,
    async handler({ authority, form, language }) {
      if (!authority.demo) return NOT_FOUND
      const now = clocks.now(authority)
      if (form.get('to') === 'later') await clocks.moveTo(authority, plus(now, STEP))
      if (form.get('to') === 'closing') {
        const closes = await database.withAuthority(authority, closesToday)
        if (closes !== undefined) await clocks.moveTo(authority, plus(closes, -BEFORE_CLOSING))
      }
      if (form.get('to') === 'morning') {
        const hours = await database.withAuthority(authority, async (tx) => {
          const { timeZone } = await getSettings(tx)
          return readHours(tx, timeZone, dayOf(now, timeZone))
        })
        await clocks.moveTo(authority, plus(nextMorning(hours, now), AFTER_OPENING))
      }
      return { kind: 'redirect', to: `/demo?lang=${language}` }
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/demo/ticket',
    policy: everyone,
    async handler({ authority, language, idempotencyKey }) {
      if (!authority.demo) return NOT_FOUND
      const command = { key: idempotencyKey, kind: 'demo.ticket', caller: 'demo', input: null }
      const drawn = await runCommand(database, authority, command, async (tx) => {
        const site = await mainSite(tx)
        const serviceKey = site && (await firstWalkIn(tx, site))
        if (!site || !serviceKey) return fail('closed')
        const request = {
          siteKey: site.key,
          matters: [{ serviceKey, people: 1 }],
          language,
          channel: 'kiosk',
        } as const
        const ticket = await drawTicket(tx, links, request, async () => isOpenNow(tx, site))
        if (!ticket.ok) return ticket
        const { visit } = ticket.value
        return ok({ visit: visit.id, generation: visit.linkGeneration })
      })
      // Made after the command, so that no link lies among the stored answers.
      const what = drawn.ok
        ? `ticket=${links.tokenOf(authority.key, drawn.value.visit, drawn.value.generation)}`
        : 'closed'
      return { kind: 'redirect', to: `/demo?${what}&lang=${language}#phone` }
    },
  })

  // Only here may a page of this server stand in a frame of another one.
  app.addHook('onSend', async (request, reply) => {
    const route = request.routeOptions.url
    if (!route || !ON_THE_PHONE.has(route) || !isDemo(app, request)) return
    const headers = securityHeaders(request.protocol === 'https', { embeddable: true })
    for (const name of ['content-security-policy', 'x-frame-options']) reply.header(name, headers[name])
  })
}

type AnyRequest = Parameters<HttpServer<Caller, Authority>['serving']['contextOf']>[0]

function isDemo(app: HttpServer<Caller, Authority>, request: AnyRequest): boolean {
  try {
    return app.serving.contextOf(request).authority.demo
  } catch {
    // Refused before it was known whose request this is.
    return false
  }
}

/** The house to try: the first permanent one. */
async function mainSite(tx: Tx): Promise<Site | undefined> {
  return (await listSites(tx)).find((site) => site.kind === 'permanent')
}

/** When the house to try closes today; undefined where it does not open. */
async function closesToday(tx: Tx): Promise<Instant | undefined> {
  const site = await mainSite(tx)
  if (!site) return undefined
  const today = dayOf(tx.now, site.timeZone)
  return openSpans(site, await listClosures(tx, today), today).at(-1)?.closes
}

/** What is asked for most of all that needs no appointment there. */
async function firstWalkIn(tx: Tx, site: Site): Promise<string | undefined> {
  const offers = (await listOffers(tx)).filter(
    (offer) => offer.siteId === site.id && takesWalkIns(offer.mode),
  )
  const services = await listServices(tx)
  return services.find((service) => offers.some((offer) => offer.serviceId === service.id))?.key
}

async function isOpenNow(tx: Tx, site: Site): Promise<boolean> {
  return isOpenAt(site, await listClosures(tx, dayOf(tx.now, site.timeZone)), tx.now)
}
