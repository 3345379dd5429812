import { getSettings } from '#features/authority/actions.ts'
import { isOver } from '#features/visit/model.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { closedWords, couldExchange, tryCode, turnSmsOf, waitingPath, walkInServices } from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { hereCodeOf } from './here.ts'
import { houseNowOf } from './houseNow.ts'
import { KioskCheckIn } from './KioskCheckIn.tsx'
import { KioskEasePage } from './KioskEase.tsx'
import { KioskResult } from './KioskResult.tsx'
import { KioskStart } from './KioskStart.tsx'
import { arrive, refusalText } from './kioskArrival.ts'
import { kioskAtPlace } from './kioskAtPlace.ts'
import { registerKioskAway } from './kioskAway.ts'
import { dropHeld, registerKioskBooking } from './kioskBooking.ts'
import { registerKioskCamera } from './kioskCamera.ts'
import { registerKioskExchange } from './kioskExchange.ts'
import { kioskHere } from './kioskHere.ts'
import { intakeAtStart } from './kioskIntake.ts'
import { registerKioskOffline } from './kioskOffline.ts'
import { kioskHome, RESULT_COOKIE } from './kioskPlace.ts'
import { printingOf, registerKioskPrinting } from './kioskPrinting.ts'
import { countTries, hoursOf, toResult } from './kioskSite.ts'
import { registerKioskSms } from './kioskSms.ts'
import { registerKioskTickets } from './kioskTickets.ts'
import { registerKioskVoice } from './kioskVoice.ts'
import { hallTexts } from './texts.ts'
import { afterwardsOf, standingNow, visitBehind } from './visitBehind.ts'

/** A screen of the kiosk, to come back to from another. */
const SCREEN = /^(\/[a-z0-9-]+){0,2}$/

/** The kiosk in the hall: server pages that work without script; who presses nothing leaves nothing behind. */
export function registerKioskPages(app: HallServer, deps: HallPagesDeps): void {
  const { database, links, hallWatch, codeTries } = deps
  const mayTry = countTries(app)
  const atPlace = kioskAtPlace(deps)
  registerKioskVoice(app, deps, atPlace)
  registerKioskPrinting(app, deps)
  registerKioskOffline(app, deps, atPlace)
  registerKioskCamera(app, deps)
  registerKioskTickets(app, deps, atPlace)
  registerKioskAway(app, deps, atPlace)
  registerKioskSms(app, deps, atPlace)
  registerKioskExchange(app, deps, atPlace)
  registerKioskBooking(app, deps, atPlace)

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      request.cookies.clearSecret(RESULT_COOKIE)
      await dropHeld(deps, request.authority, request.cookies)
      const start = await database.withAuthority(request.authority, async (tx) => {
        const walkIns = await walkInServices(tx, place.site)
        const phone = walkIns.length > 0 ? null : (await getSettings(tx)).contact.phone
        const closed = await closedWords(tx, place.site)
        const code = hereCodeOf(tx, links, place.site)
        return { hours: await hoursOf(tx, place), onlyBookedPhone: phone, closed, hereCode: code }
      })
      const intake = start.hours.open ? await intakeAtStart(deps, request.authority, place) : 'all'
      return htmlAnswer(KioskStart({ place, ...start, intake }))
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
      if (!(await mayTry(address)))
        return htmlAnswer(KioskCheckIn({ place, refusal: t('kiosk.refused.too_many_tries') }), 429)
      if (typed.trim() === '')
        return htmlAnswer(KioskCheckIn({ place, refusal: t('kiosk.refused.no_code') }), 422)
      const tried = await database.withAuthority(authority, (tx) =>
        tryCode(tx, codeTries, place.site, typed, request),
      )
      if (!tried.allowed) {
        const refusal = t('kiosk.refused.slow', { seconds: tried.seconds })
        return htmlAnswer(KioskCheckIn({ place, refusal }), 429)
      }
      const arrived = await runCommand(database, authority, null, (tx) =>
        arrive(tx, links, place.site, typed),
      )
      if (arrived.ok || arrived.code !== 'unknown_booking') tried.right()
      if (arrived.ok) return toResult(place, cookies, arrived.value)
      const refusal = refusalText(arrived, place.language)
      return htmlAnswer(KioskCheckIn({ place, refusal, ...(typed.length <= 20 ? { typed } : {}) }), 422)
    }),
  })

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
        const printing = await printingOf(tx, place, behind.visit, {
          phoneAddress,
          cookies: request.cookies,
        })
        const now = await standingNow(tx, hallWatch, behind)
        const kiosk = await kioskHere(tx, place.site.id, request.cookies)
        const here = { kiosk: kiosk?.standsAt ?? null }
        const house = await houseNowOf(tx, behind.site, behind.visit, now, here)
        const canExchange = await couldExchange(tx, behind.visit)
        const hasGateway = deps.smsKey?.(request.authority) !== undefined
        const sms = await turnSmsOf(tx, behind.visit, hasGateway)
        return { ...behind, ...now, afterwards, printing, house, couldExchange: canExchange, sms }
      })
      // Somebody pressed "back" after the page had begun anew: there is nothing to see.
      if (!found || found.visit.ticketNumber === null) return { kind: 'redirect', to: kioskHome(place.site) }
      return htmlAnswer(KioskResult({ ...found, place, phoneAddress }))
    }),
  })
}
