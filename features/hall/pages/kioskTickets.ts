import type { Site } from '#features/authority/model.ts'
import { type Service, searchServices } from '#features/catalogue/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { isOver, type Need } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runShownCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import {
  checkIn,
  createFrequent,
  drawTicket,
  hallOf,
  intakeFor,
  noteNeeds,
  outlook,
  walkInServices,
} from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskNotAccepted } from './KioskNotAccepted.tsx'
import { KioskPeople, KioskServices } from './KioskServices.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { saidOfTime } from './kioskBooking.ts'
import { kioskHere } from './kioskHere.ts'
import { intakeHere, notAccepted } from './kioskIntake.ts'
import { kioskOutlook } from './kioskOutlook.ts'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { countTries, hoursOf, toResult } from './kioskSite.ts'
import { readNeeds } from './ownSteps.ts'
import { hallTexts } from './texts.ts'

/** Coming without an appointment: what for, how things stand, for how many people, and the number. */
export function registerKioskTickets(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const { database, links, hallWatch } = deps
  const mayTry = countTries(app)
  const frequentAt = createFrequent()
  const takesIn = intakeFor(deps.promises)

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/ticket',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const query = (request.query.get('q') ?? '').slice(0, 100)
      const isAll = request.query.get('all') === '1'
      const { hours, fitting, shown } = await database.withAuthority(request.authority, async (tx) => {
        const services = await walkInServices(tx, place.site)
        const fitting = query === '' ? services : searchServices(services, query, place.language)
        const shown = query === '' && !isAll ? await frequentAt(tx, place.site, services) : fitting
        return { hours: await hoursOf(tx, place), fitting, shown }
      })
      const hasMore = query === '' && shown.length < fitting.length
      const intake = await intakeHere(deps, request.authority, place, shown)
      const stopped = new Set(shown.filter(({ id }) => intake.get(id)?.stop).map(({ id }) => id))
      const said = saidOfTime(request.query, place.language)
      return htmlAnswer(
        KioskServices({ place, hours, services: shown, stopped, query, hasMore, isAll, said }),
      )
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/ticket/:service',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, params, cookies } = request
      const said = saidOfTime(request.query, place.language)
      const refused = await refusedFor(authority, place, params.service, cookies)
      if (refused) return htmlAnswer(KioskNotAccepted({ place, refused, said }))
      const asked = await lookAhead(authority, place, params.service)
      if (!asked) return { kind: 'redirect', to: kioskHref(place, '/ticket') }
      return htmlAnswer(KioskPeople({ place, ...asked, idempotencyKey: crypto.randomUUID(), refusal: said }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/ticket/:service',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, params, form, address, cookies, idempotencyKey } = request
      const toServices = { kind: 'redirect', to: kioskHref(place, '/ticket') } as const
      const service = await database.withAuthority(authority, (tx) => chosen(tx, place.site, params.service))
      if (!service) return toServices
      const t = hallTexts(place.language)
      const needs = readNeeds(form)
      // How things stand is read again only for who reads it: whoever draws their number waits for no look ahead.
      const refuse = async (refusal: string, status: number) => {
        const asked = await lookAhead(authority, place, params.service)
        if (!asked) return toServices
        const idempotencyKey = crypto.randomUUID()
        return htmlAnswer(KioskPeople({ place, ...asked, idempotencyKey, needs, refusal }), status)
      }
      const people = readPeople(form.get('people'))
      if (people === undefined) return refuse(t('kiosk.ticket.no_matter'), 422)
      if (!(await mayTry(address))) return refuse(t('kiosk.refused.too_many_tries'), 429)
      const command = {
        key: idempotencyKey,
        kind: 'hall.drawAtKiosk',
        caller: place.site.key,
        input: [service.key, people, place.language, needs],
      }
      const press = (key: string) =>
        runShownCommand(
          database,
          authority,
          { ...command, key },
          async (tx) => {
            const deviceId = (await kioskHere(tx, place.site.id, cookies))?.id
            return draw(tx, { ...place, deviceId }, service, people, needs)
          },
          async (tx, kept) => ({ ...kept, isHere: await stillHere(tx, place.site, kept.visit) }),
        )
      const answered = await press(idempotencyKey)
      // The number of a press whose answer got lost was called in vain and is over, so there is a new one.
      const drawn = answered.ok && !answered.value.isHere ? await press(crypto.randomUUID()) : answered
      if (drawn.ok) {
        const token = links.tokenOf(authority.key, drawn.value.visit, drawn.value.generation)
        return toResult(place, cookies, token)
      }
      if (drawn.code === 'too_many_people' || drawn.code === 'too_long')
        return refuse(t('kiosk.ticket.too_many_people'), 422)
      const refused =
        drawn.code === 'not_accepted' && (await notAccepted(deps, authority, place, service, cookies))
      if (refused) return htmlAnswer(KioskNotAccepted({ place, refused }), 409)
      // One person would still be served today.
      if (drawn.code === 'not_accepted') return refuse(t('kiosk.intake.fewer'), 409)
      // Closed meanwhile, or no longer offered: the list says so.
      return toServices
    }),
  })

  async function draw(
    tx: Tx,
    place: KioskPlace & { readonly deviceId: Id<'device'> | undefined },
    service: Service,
    people: number,
    needs: readonly Need[],
  ) {
    const { site, language, deviceId } = place
    const matters = [{ serviceKey: service.key, people }]
    const request = { siteKey: site.key, matters, language, channel: 'kiosk', deviceId } as const
    const drawn = await drawTicket(tx, links, request, async () => (await hoursOf(tx, place)).open, takesIn)
    if (!drawn.ok) return drawn
    const { id, linkGeneration } = drawn.value.visit
    if (needs.length > 0) await noteNeeds(tx, id, needs, 'themselves')
    return ok({ visit: id, generation: linkGeneration })
  }

  /** Why no number is drawn for the service that somebody chose; undefined while one is, or the site is closed. */
  async function refusedFor(authority: Authority, place: KioskPlace, key: string, cookies: RequestCookies) {
    const service = await database.withAuthority(authority, async (tx) =>
      (await hoursOf(tx, place)).open ? chosen(tx, place.site, key) : undefined,
    )
    return service && notAccepted(deps, authority, place, service, cookies)
  }

  /** The service that somebody chose, and how things stand for it. */
  async function lookAhead(authority: Authority, { site, language }: KioskPlace, key: string) {
    const asked = await database.withAuthority(authority, async (tx) => {
      const service = await chosen(tx, site, key)
      if (!service) return undefined
      const view = hallWatch.present(authority, site) ?? (await hallOf(tx, site))
      return { service, outlook: await outlook(tx, site, view, [service]) }
    })
    return asked && { ...asked, ahead: await kioskOutlook(deps, authority, site, asked.service, language) }
  }
}

/** The service that somebody chose, if a ticket can be drawn for it here. */
async function chosen(tx: Tx, site: Site, key: string): Promise<Service | undefined> {
  return (await walkInServices(tx, site)).find((one) => one.key === key)
}

/**
 * Can somebody still have this number? It was drawn just now, or by a press whose answer got lost: then nobody knew of
 * it, and whoever missed a call meanwhile waits again.
 */
async function stillHere(tx: Tx, site: Site, id: Id<'visit'>): Promise<boolean> {
  const visit = await loadVisit(tx, id)
  if (!visit || isOver(visit.state) || visit.day !== dayOf(tx.now, site.timeZone)) return false
  return visit.state !== 'missed' || (await checkIn(tx, site, id)).ok
}

function readPeople(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d?$/.test(text) ? Number(text) : undefined
}
