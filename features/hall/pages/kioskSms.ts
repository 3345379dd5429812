import { fail } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { tellBySms, turnSmsOf } from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskSms } from './KioskSms.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { type KioskPlace, kioskHref, RESULT_COOKIE } from './kioskPlace.ts'
import { countTries, keepResult, toResult } from './kioskSite.ts'
import { hallTexts } from './texts.ts'
import { visitBehind } from './visitBehind.ts'

/**
 * Being told of one's turn by SMS: who has just seen their number at the kiosk types a mobile number, or does not. It is
 * found by the same cookie as the number, typed into a field that keeps nothing, and shown nowhere afterwards.
 */
export function registerKioskSms(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const { database, links } = deps
  const mayTry = countTries(app)
  const hasGateway = (authority: Authority) => deps.smsKey?.(authority) !== undefined
  const back = (place: KioskPlace) => ({ kind: 'redirect', to: kioskHref(place, '/result') }) as const

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/sms',
    policy: everyone,
    handler: atPlace(async ({ authority, cookies }, place) => {
      const token = cookies.getSecret(RESULT_COOKIE) ?? ''
      const sms = await database.withAuthority(authority, async (tx) => {
        const behind = await visitBehind(tx, links, token)
        return behind && !behind.isPast ? turnSmsOf(tx, behind.visit, hasGateway(authority)) : 'no'
      })
      if (sms !== 'offered') return back(place)
      keepResult(cookies, token)
      return htmlAnswer(KioskSms({ place }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/sms',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, form, address, cookies } = request
      const t = hallTexts(place.language)
      const token = cookies.getSecret(RESULT_COOKIE) ?? ''
      const typed = form.get('code') ?? ''
      const refuse = (refusal: string, status: number) =>
        htmlAnswer(KioskSms({ place, refusal, ...(typed.length <= 40 ? { typed } : {}) }), status)
      if (!(await mayTry(address))) return refuse(t('kiosk.refused.too_many_tries'), 429)
      const told = await runCommand(database, authority, null, async (tx) => {
        const behind = await visitBehind(tx, links, token)
        if (!behind || behind.isPast) return fail('not_waiting')
        const given = { typed, by: 'kiosk', hasGateway: hasGateway(authority) } as const
        return tellBySms(tx, links, behind.visit.id, given)
      })
      if (told.ok) return toResult(place, cookies, token)
      if (told.code === 'bad_mobile') return refuse(t('kiosk.sms.bad_mobile'), 422)
      if (told.code === 'too_many_sms') return refuse(t('kiosk.sms.too_many_sms'), 429)
      // Called meanwhile, or nobody's number is here any more: the page of the number says so.
      return back(place)
    }),
  })
}
