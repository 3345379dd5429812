import { fail, ok } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { exchangeTicket, exchangeTimes, tryCode } from '../actions.ts'
import { mayExchange } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { problemOf, readMoment } from './exchange.ts'
import { KioskAway } from './KioskAway.tsx'
import { KioskExchange, KioskExchangeSure } from './KioskExchange.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { isReadable, lettersOf, visitOfNumber } from './kioskNumber.ts'
import { RESULT_COOKIE } from './kioskPlace.ts'
import { countTries, toResult } from './kioskSite.ts'
import { hallTexts } from './texts.ts'

/**
 * "I would rather have a time", said at the kiosk by whoever waits: with the code of the ticket or right after it was
 * drawn, never with a number that everybody reads off the display. Times first, then the question, then the booking.
 */
export function registerKioskExchange(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const { database, links, codeTries } = deps
  const mayTry = countTries(app)

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/exchange',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, form, address, cookies } = request
      const t = hallTexts(place.language)
      const typed = form.get('code') || (cookies.getSecret(RESULT_COOKIE) ?? '')
      const letters = await database.withAuthority(authority, lettersOf)
      const refuse = (refusal: string, status: number) =>
        htmlAnswer(KioskAway({ place, letters, refusal, ...(typed.length <= 20 ? { typed } : {}) }), status)
      if (!(await mayTry(address))) return refuse(t('kiosk.refused.too_many_tries'), 429)
      if (typed.trim() === '') return refuse(t('kiosk.away.no_number'), 422)
      if (isReadable(typed)) return refuse(t('exchange.only_code'), 422)
      const tried = await database.withAuthority(authority, (tx) =>
        tryCode(tx, codeTries, place.site, typed, request),
      )
      if (!tried.allowed) return refuse(t('kiosk.refused.slow', { seconds: tried.seconds }), 429)
      const time = readMoment(form.get('time'))
      const isSure = form.get('say') === 'sure'
      const done = await runCommand(database, authority, null, async (tx) => {
        const visit = await visitOfNumber(tx, links, place.site, typed)
        if (!visit) return fail('unknown_number')
        if (!mayExchange(visit)) return fail('not_waiting')
        const exchanged = time && isSure ? await exchangeTicket(tx, visit.id, time) : undefined
        return exchanged && !exchanged.ok ? exchanged : ok({ visit, exchanged: exchanged?.value })
      })
      if (done.ok || done.code !== 'unknown_number') tried.right()
      if (!done.ok && done.code === 'unknown_number') return refuse(t('kiosk.away.unknown_number'), 422)
      if (!done.ok && done.code === 'not_waiting') return refuse(t('kiosk.away.not_waiting'), 422)
      if (done.ok && done.value.exchanged) {
        const { id, linkGeneration } = done.value.exchanged
        return toResult(place, cookies, links.tokenOf(authority.key, id, linkGeneration), '/booked')
      }
      if (done.ok && time)
        return htmlAnswer(KioskExchangeSure({ place, code: typed, time, visit: done.value.visit }))
      const found = await database.withAuthority(authority, async (tx) => {
        const visit = await visitOfNumber(tx, links, place.site, typed)
        return visit && { visit, times: await exchangeTimes(tx, place.site, visit) }
      })
      if (!found) return refuse(t('kiosk.away.unknown_number'), 422)
      const problem = done.ok ? undefined : problemOf(done.code)
      return htmlAnswer(KioskExchange({ place, code: typed, ...found, problem }), problem ? 409 : 200)
    }),
  })
}
