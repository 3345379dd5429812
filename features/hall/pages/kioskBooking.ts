import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { confirmBooking, heldBooking, holdTime, releaseHold } from '#features/booking/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { mattersOf } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import { type Instant, isInstantText, parseInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import { hashToken, isLinkToken, randomToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { timesInstead, walkInServices } from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskBooked, KioskHeld } from './KioskBooking.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { kioskHere } from './kioskHere.ts'
import { type KioskPlace, kioskHome, kioskHref, RESULT_COOKIE } from './kioskPlace.ts'
import { bookingPrintingOf } from './kioskPrinting.ts'
import { countTries, toResult } from './kioskSite.ts'
import { hallTexts } from './texts.ts'
import { visitBehind } from './visitBehind.ts'

/** Binds a time that is held at the kiosk to it, until somebody takes it or the kiosk begins anew. */
const HOLD_COOKIE = 'dran_kiosk_hold'

/** What somebody books at the kiosk, as its pages say it. */
export type KioskTime = {
  readonly visit: Visit
  readonly site: Site
  readonly services: readonly Service[]
}

/**
 * May times be booked at this kiosk? Nobody is asked for an address there, so only devices that the city has paired may;
 * in a demonstration every one.
 */
export async function mayBookHere(tx: Tx, site: Site, cookies: RequestCookies): Promise<boolean> {
  return tx.authority.demo || (await kioskHere(tx, site.id, cookies)) !== undefined
}

/** Gives back the time that the last person held here and did not take. */
export async function dropHeld(
  { database }: Pick<HallPagesDeps, 'database'>,
  authority: Authority,
  cookies: RequestCookies,
): Promise<void> {
  const holder = holderOf(cookies)
  if (holder === undefined) return
  await database.withAuthority(authority, (tx) => releaseHold(tx, holder))
  cookies.clearSecret(HOLD_COOKIE)
}

function secretOf(cookies: RequestCookies): string | undefined {
  const secret = cookies.getSecret(HOLD_COOKIE)
  return secret && isLinkToken(secret) ? secret : undefined
}

function holderOf(cookies: RequestCookies): string | undefined {
  const secret = secretOf(cookies)
  return secret && hashToken(secret).toString('base64url')
}

/** A time instead of a number: held when somebody presses it, booked when they say so, and printed. */
export function registerKioskBooking(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const { database, links, promises } = deps
  const mayTry = countTries(app)

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/ticket/:service/time',
    policy: everyone,
    handler: atPlace(async ({ authority, params, form, cookies, address }, place) => {
      const back = (query: { said?: SaidOfTime }) =>
        ({ kind: 'redirect', to: kioskHref(place, `/ticket/${params.service}`, query) }) as const
      const wish = readTime(form.get('time'))
      if (!wish) return back({})
      if (!(await mayTry(address))) return back({ said: 'slow' })
      // The same secret as before: a second press of the same time is the same hold, another time takes its place.
      const secret = secretOf(cookies) ?? randomToken()
      // Another node may have written the page: without a look here, today's times would be none that it offers.
      await promises?.look(authority, place.site)
      const held = await runCommand(database, authority, null, async (tx) => {
        const service = (await walkInServices(tx, place.site)).find(({ key }) => key === params.service)
        if (!service || !(await mayBookHere(tx, place.site, cookies))) return fail('not_offered')
        const offered = await timesInstead(tx, promises, place.site, service)
        const isOffered = offered.some(
          ({ site, startsAt }) => site.key === wish.siteKey && startsAt === wish.startsAt,
        )
        if (!isOffered && !(await holdsAlready(tx, cookies, wish))) return fail('not_offered')
        return holdTime(tx, links, {
          ...wish,
          matters: [{ serviceKey: service.key, people: 1 }],
          language: place.language,
          channel: 'kiosk',
          browser: hashToken(secret).toString('base64url'),
        })
      })
      // Somebody was faster: the page says so, and offers what is free now.
      if (!held.ok) return back({ said: saidOf(held.code) })
      cookies.setSecret(HOLD_COOKIE, secret, { sameSite: 'strict' })
      return { kind: 'redirect', to: kioskHref(place, '/time') }
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/time',
    policy: everyone,
    handler: atPlace(async ({ authority, cookies }, place) => {
      const holder = holderOf(cookies)
      const held = await database.withAuthority(authority, async (tx) => {
        const hold = holder && (await heldBooking(tx, holder))
        return hold ? { ...(await timeOf(tx, hold.visit)), until: hold.until } : undefined
      })
      if (!held && holder !== undefined) return over(place)
      if (!held) return { kind: 'redirect', to: kioskHome(place.site) }
      return htmlAnswer(KioskHeld({ place, ...held, idempotencyKey: crypto.randomUUID() }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/time',
    policy: everyone,
    handler: atPlace(async ({ authority, form, cookies, idempotencyKey }, place) => {
      const home = { kind: 'redirect', to: kioskHome(place.site) } as const
      const holder = holderOf(cookies)
      if (holder === undefined) return home
      if (form.get('say') !== 'take') {
        await dropHeld(deps, authority, cookies)
        return home
      }
      const command = { key: idempotencyKey, kind: 'hall.bookAtKiosk', caller: holder, input: {} }
      const booked = await runCommand(database, authority, command, async (tx) => {
        const held = await heldBooking(tx, holder)
        if (!held) return fail('hold_over')
        const done = await confirmBooking(tx, held.visit.id)
        return done.ok ? ok({ visit: done.value.id, generation: done.value.linkGeneration }) : done
      })
      if (!booked.ok) return over(place)
      cookies.clearSecret(HOLD_COOKIE)
      const { visit, generation } = booked.value
      return toResult(place, cookies, links.tokenOf(authority.key, visit, generation), '/booked')
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/booked',
    policy: everyone,
    handler: atPlace(async ({ authority, cookies, origin }, place) => {
      const token = cookies.getSecret(RESULT_COOKIE) ?? ''
      const address = `${origin}/v/${token}${place.language === 'de' ? '' : `?lang=${place.language}`}`
      const found = await database.withAuthority(authority, async (tx) => {
        const behind = await visitBehind(tx, links, token)
        if (!behind || isOver(behind.visit.state) || behind.visit.bookingNumber === null) return undefined
        const time = await timeOf(tx, behind.visit)
        return { ...time, printing: await bookingPrintingOf(tx, place, time, { address, cookies }) }
      })
      // Somebody pressed "back" after the page had begun anew: there is nothing to see.
      if (!found) return { kind: 'redirect', to: kioskHome(place.site) }
      return htmlAnswer(KioskBooked({ place, ...found, address }))
    }),
  })
}

/** Why a time that somebody pressed is not theirs: the next page says it. */
const SAID_OF_TIME = ['taken', 'full_today', 'closed_today', 'slow', 'over'] as const
export type SaidOfTime = (typeof SAID_OF_TIME)[number]

/** Of all that may be wrong with a time, the person needs to know that it is gone, or why it is not given any more. */
function saidOf(code: string): SaidOfTime {
  return code === 'full_today' || code === 'closed_today' ? code : 'taken'
}

/** What a page of services says of a time that was pressed; undefined where there is nothing to say. */
export function saidOfTime(query: URLSearchParams, language: Language): string | undefined {
  const said = SAID_OF_TIME.find((one) => one === query.get('said'))
  return said && hallTexts(language)(`kiosk.time.said.${said}`)
}

/** The time was held no longer: somebody took too long to say yes. */
function over(place: KioskPlace): PageAnswer {
  return { kind: 'redirect', to: kioskHref(place, '/ticket', { said: 'over' }) }
}

/** Does this kiosk hold that very time? Then it is offered no more, and pressing it again changes nothing. */
async function holdsAlready(
  tx: Tx,
  cookies: RequestCookies,
  wish: { readonly siteKey: string; readonly startsAt: Instant },
): Promise<boolean> {
  const holder = holderOf(cookies)
  const held = holder && (await heldBooking(tx, holder))
  if (!held || held.visit.appointmentAt !== wish.startsAt) return false
  return (await listSites(tx)).some(({ id, key }) => id === held.visit.siteId && key === wish.siteKey)
}

async function timeOf(tx: Tx, visit: Visit): Promise<KioskTime> {
  const site = (await listSites(tx)).find(({ id }) => id === visit.siteId) ?? impossible('a site vanished')
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return { visit, site, services }
}

/** A time as the button carries it: the site's key and the moment; undefined for what no button says. */
export function readTime(text: string | null): { siteKey: string; startsAt: Instant } | undefined {
  const [, siteKey = '', moment = ''] =
    /^([a-z0-9-]{2,40}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/.exec(text ?? '') ?? []
  return siteKey === '' || !isInstantText(moment) ? undefined : { siteKey, startsAt: parseInstant(moment) }
}
