import { getSettings, listClosures } from '#features/authority/actions.ts'
import { closureAt, isOpenAt, nextOpening, type Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, searchServices, takesWalkIns } from '#features/catalogue/model.ts'
import { isOver, type Need } from '#features/visit/model.ts'
import { ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { limitKey } from '#platform/http/address.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { DEFAULT_LIMITS, type Limiter, memoryLimiter } from '#platform/http/limits.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { closedWords, drawTicket, noteNeeds, openElsewhere, waitingPath } from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { hereCodeOf } from './here.ts'
import { houseNowOf } from './houseNow.ts'
import { KioskCheckIn } from './KioskCheckIn.tsx'
import { KioskEasePage } from './KioskEase.tsx'
import { KioskResult } from './KioskResult.tsx'
import { KioskPeople, KioskServices } from './KioskServices.tsx'
import { type KioskHours, KioskStart } from './KioskStart.tsx'
import { arrive, refusalText } from './kioskArrival.ts'
import { kioskAtPlace } from './kioskAtPlace.ts'
import { registerKioskOffline } from './kioskOffline.ts'
import { type KioskPlace, kioskHome, kioskHref, RESULT_COOKIE } from './kioskPlace.ts'
import { printingOf, registerKioskPrinting } from './kioskPrinting.ts'
import { registerKioskVoice } from './kioskVoice.ts'
import { readNeeds } from './ownSteps.ts'
import { hallTexts } from './texts.ts'
import { afterwardsOf, standingNow, visitBehind } from './visitBehind.ts'

const RESULT_SECONDS = 120
const MOST_FREQUENT = 8
/** A screen of the kiosk, to come back to from another. */
const SCREEN = /^(\/[a-z0-9-]+){0,2}$/

/** The kiosk in the hall: server pages that work without script; who presses nothing leaves nothing behind. */
export function registerKioskPages(app: HallServer, deps: HallPagesDeps): void {
  const { database, links, hallWatch } = deps
  // The server's own limit answers with a page that says nothing of the kiosk. Codes and tickets are counted apart, so
  // that somebody who guesses numbers keeps nobody from drawing one.
  const limits = { ...DEFAULT_LIMITS, ...app.serving.options.limits }
  const codes = memoryLimiter(limits)
  const tickets = memoryLimiter(limits)
  const mayTry = async (limiter: Limiter, address: string) => {
    const share = app.serving.isShared(address) ? 20 : 1
    return (await limiter.take('sensitive', limitKey(address), share)).allowed
  }

  const atPlace = kioskAtPlace(deps)
  registerKioskVoice(app, deps, atPlace)
  registerKioskPrinting(app, deps)
  registerKioskOffline(app, deps, atPlace)

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      request.cookies.clearSecret(RESULT_COOKIE)
      const start = await database.withAuthority(request.authority, async (tx) => {
        const walkIns = await walkInServices(tx, place.site)
        const phone = walkIns.length > 0 ? null : (await getSettings(tx)).contact.phone
        const closed = (await closedWords(tx, place.site))?.de
        const code = hereCodeOf(tx, links, place.site)
        return { hours: await hoursOf(tx, place), onlyBookedPhone: phone, closed, hereCode: code }
      })
      return htmlAnswer(KioskStart({ place, ...start }))
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/ease',
    policy: everyone,
    handler: atPlace(async ({ query }, place) => {
      const from = query.get('from') ?? ''
      return htmlAnswer(KioskEasePage({ place, from: SCREEN.test(from) ? from : '' }))
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/check-in',
    policy: everyone,
    handler: atPlace(async (_, place) => htmlAnswer(KioskCheckIn({ place }))),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/check-in',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, form, address, cookies } = request
      const t = hallTexts(place.language)
      const typed = form.get('code') ?? ''
      if (!(await mayTry(codes, address)))
        return htmlAnswer(KioskCheckIn({ place, refusal: t('kiosk.refused.too_many_tries') }), 429)
      if (typed.trim() === '')
        return htmlAnswer(KioskCheckIn({ place, refusal: t('kiosk.refused.no_code') }), 422)
      const arrived = await runCommand(database, authority, null, (tx) =>
        arrive(tx, links, place.site, typed),
      )
      if (arrived.ok) return toResult(place, cookies, arrived.value)
      const refusal = refusalText(arrived, place.language)
      return htmlAnswer(KioskCheckIn({ place, refusal, ...(typed.length <= 20 ? { typed } : {}) }), 422)
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/ticket',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { hours, services } = await database.withAuthority(request.authority, async (tx) => ({
        hours: await hoursOf(tx, place),
        services: await walkInServices(tx, place.site),
      }))
      const query = (request.query.get('q') ?? '').slice(0, 100)
      const isAll = request.query.get('all') === '1'
      const fitting = query === '' ? services : searchServices(services, query, place.language)
      const shown = query === '' && !isAll ? fitting.slice(0, MOST_FREQUENT) : fitting
      const hasMore = query === '' && shown.length < fitting.length
      return htmlAnswer(KioskServices({ place, hours, services: shown, query, hasMore, isAll }))
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/ticket/:service',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const service = await findWalkIn(request.authority, place.site, request.params.service)
      if (!service) return { kind: 'redirect', to: kioskHref(place, '/ticket') }
      return htmlAnswer(KioskPeople({ place, service, idempotencyKey: crypto.randomUUID() }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/ticket/:service',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, params, form, address, cookies, idempotencyKey } = request
      const service = await findWalkIn(authority, place.site, params.service)
      if (!service) return { kind: 'redirect', to: kioskHref(place, '/ticket') }
      const t = hallTexts(place.language)
      const needs = readNeeds(form)
      const refuse = (refusal: string, status: number) =>
        htmlAnswer(
          KioskPeople({ place, service, idempotencyKey: crypto.randomUUID(), needs, refusal }),
          status,
        )
      const people = readPeople(form.get('people'))
      if (people === undefined) return refuse(t('kiosk.ticket.no_matter'), 422)
      if (!(await mayTry(tickets, address))) return refuse(t('kiosk.refused.too_many_tries'), 429)
      const command = {
        key: idempotencyKey,
        kind: 'hall.drawAtKiosk',
        caller: place.site.key,
        input: [service.key, people, place.language, needs],
      }
      const drawn = await runCommand(database, authority, command, (tx) =>
        draw(tx, place, service, people, needs),
      )
      if (drawn.ok) {
        const token = links.tokenOf(authority.key, drawn.value.visit, drawn.value.generation)
        return toResult(place, cookies, token)
      }
      if (drawn.code === 'too_many_people' || drawn.code === 'too_long')
        return refuse(t('kiosk.ticket.too_many_people'), 422)
      // Closed meanwhile, or no longer offered: the list says so.
      return { kind: 'redirect', to: kioskHref(place, '/ticket') }
    }),
  })

  async function draw(tx: Tx, place: KioskPlace, service: Service, people: number, needs: readonly Need[]) {
    const { site, language } = place
    const matters = [{ serviceKey: service.key, people }]
    const request = { siteKey: site.key, matters, language, channel: 'kiosk' } as const
    const drawn = await drawTicket(tx, links, request, async () => (await hoursOf(tx, place)).open)
    if (!drawn.ok) return drawn
    const { id, linkGeneration } = drawn.value.visit
    if (needs.length > 0) await noteNeeds(tx, id, needs, 'themselves')
    return ok({ visit: id, generation: linkGeneration })
  }

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/result',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const token = request.cookies.getSecret(RESULT_COOKIE) ?? ''
      const phoneAddress = request.origin + waitingPath(token, place.language)
      const found = await database.withAuthority(request.authority, async (tx) => {
        const behind = await visitBehind(tx, links, token)
        if (!behind || behind.isPast || isOver(behind.visit.state)) return undefined
        const afterwards = await afterwardsOf(tx, behind.visit, place.language)
        const printing = await printingOf(tx, place, behind.visit, phoneAddress)
        const now = await standingNow(tx, hallWatch, behind)
        const house = await houseNowOf(tx, behind.site, behind.visit, now.standing, 'kiosk')
        return { ...behind, ...now, afterwards, printing, house }
      })
      // Somebody pressed "back" after the page had begun anew: there is nothing to see.
      if (!found || found.visit.ticketNumber === null) return { kind: 'redirect', to: kioskHome(place.site) }
      return htmlAnswer(KioskResult({ ...found, place, phoneAddress }))
    }),
  })

  function findWalkIn(authority: Authority, site: Site, key: string): Promise<Service | undefined> {
    return database.withAuthority(authority, async (tx) =>
      (await walkInServices(tx, site)).find((service) => service.key === key),
    )
  }
}

function toResult(place: KioskPlace, cookies: RequestCookies, token: string): PageAnswer {
  cookies.setSecret(RESULT_COOKIE, token, { maxAgeSeconds: RESULT_SECONDS, sameSite: 'strict' })
  return { kind: 'redirect', to: kioskHref(place, '/result') }
}

/** The services of a site for which a ticket can be drawn, the most frequent first. */
async function walkInServices(tx: Tx, site: Site): Promise<Service[]> {
  const offered = new Set(
    (await listOffers(tx))
      .filter((offer) => offer.siteId === site.id && takesWalkIns(offer.mode))
      .map((offer) => offer.serviceId),
  )
  return (await listServices(tx)).filter((service) => offered.has(service.id))
}

async function hoursOf(tx: Tx, { site, language }: KioskPlace): Promise<KioskHours> {
  const today = dayOf(tx.now, site.timeZone)
  const closures = await listClosures(tx, today)
  if (isOpenAt(site, closures, tx.now)) return { open: true }
  return {
    open: false,
    opensAt: nextOpening(site, closures, tx.now),
    reason: closureAt(site, closures, tx.now)?.texts.reason[language],
    elsewhere: await openElsewhere(tx, site),
  }
}

function readPeople(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d?$/.test(text) ? Number(text) : undefined
}
