import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { visitByBookingNumber, visitsOfSite } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { fail, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { comeBack, goAway, tryCode } from '../actions.ts'
import { couldStayUntil, readArrivalCode } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskAway, KioskAwaySaid } from './KioskAway.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { RESULT_COOKIE } from './kioskPlace.ts'
import { countTries } from './kioskSite.ts'
import { hallTexts } from './texts.ts'
import { visitBehind } from './visitBehind.ts'
import { AWAY_CHOICES } from './WaitingSteps.tsx'

/** What a ticket number looks like; booking numbers are longer. */
const TICKET = /^[A-Z]\d{3,5}$/

type Said = Result<Visit, 'unknown_number' | 'not_waiting' | 'not_known'>

/**
 * "I need ten more minutes" and "I am back", said at the kiosk by those who have no phone: with the code of the ticket,
 * its number, or the booking number. Numbers that are wrong slow the kiosk down like those of a check-in.
 */
export function registerKioskAway(app: HallServer, deps: HallPagesDeps, atPlace: AtPlace): void {
  const { database, links, codeTries, promises } = deps
  const mayTry = countTries(app)

  bindPage(app, {
    method: 'GET',
    path: '/kiosk/:site/away',
    policy: everyone,
    handler: atPlace(async ({ authority }, place) => {
      const letters = await database.withAuthority(authority, lettersOf)
      return htmlAnswer(KioskAway({ place, letters }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/kiosk/:site/away',
    policy: everyone,
    handler: atPlace(async (request, place) => {
      const { authority, form, address, cookies } = request
      const { site, language } = place
      const t = hallTexts(language)
      // Whoever has just seen their number here need not type it again.
      const typed = form.get('code') ?? cookies.getSecret(RESULT_COOKIE) ?? ''
      const letters = await database.withAuthority(authority, lettersOf)
      const refuse = (refusal: string, status: number) =>
        htmlAnswer(KioskAway({ place, letters, refusal, ...(typed.length <= 20 ? { typed } : {}) }), status)
      if (!(await mayTry(address))) return refuse(t('kiosk.refused.too_many_tries'), 429)
      const isBack = form.get('say') === 'back'
      const isUntilCall = form.get('say') === 'call'
      const minutes = AWAY_CHOICES.find((choice) => String(choice) === form.get('say'))
      if (typed.trim() === '' || (!isBack && !isUntilCall && minutes === undefined))
        return refuse(t('kiosk.away.no_number'), 422)
      const tried = await database.withAuthority(authority, (tx) =>
        tryCode(tx, codeTries, site, typed, request),
      )
      if (!tried.allowed) return refuse(t('kiosk.refused.slow', { seconds: tried.seconds }), 429)
      if (isUntilCall) await promises?.look(authority, site)
      const said = await runCommand(database, authority, null, async (tx): Promise<Said> => {
        const visit = await visitOf(tx, links, site, typed)
        if (!visit) return fail('unknown_number')
        if (isBack) return comeBack(tx, visit.id)
        const told = isUntilCall ? promises?.foreseen(authority, site, visit.id) : undefined
        const backBy = couldStayUntil(visit, told, tx.now)
        if (isUntilCall && backBy === null) return fail('not_known')
        const gone = await goAway(tx, visit.id, backBy === null ? minutes : { backBy })
        // A time that is over as it is pressed is none that anybody knew.
        return gone.ok ? gone : fail(gone.code === 'not_waiting' ? gone.code : 'not_known')
      })
      if (said.ok || said.code !== 'unknown_number') tried.right()
      if (!said.ok) return refuse(t(`kiosk.away.${said.code}`), 422)
      return htmlAnswer(KioskAwaySaid({ place, visit: said.value }))
    }),
  })
}

/** The letters with which ticket numbers begin. */
async function lettersOf(tx: Tx): Promise<string> {
  return [...new Set((await listServices(tx)).map(({ ticketPrefix }) => ticketPrefix))].toSorted().join('')
}

/** The visit of today at this site that a code or number means. */
async function visitOf(tx: Tx, links: Links, site: Site, typed: string): Promise<Visit | undefined> {
  const day = dayOf(tx.now, site.timeZone)
  const isHere = (visit: Visit | undefined) =>
    visit?.siteId === site.id && visit.day === day ? visit : undefined
  const code = readArrivalCode(typed)
  if (code.kind === 'token') return isHere((await visitBehind(tx, links, code.token))?.visit)
  if (!TICKET.test(code.number)) return isHere(await visitByBookingNumber(tx, code.number))
  const here = await visitsOfSite(tx, site.id, day, ['waiting', 'called'])
  const isMeant = ({ ticketNumber }: Visit) => ticketNumber === code.number
  // Somebody who is served has a number that is right, too.
  return (
    here.find(isMeant) ??
    (await visitsOfSite(tx, site.id, day, ['serving', 'parked', 'missed'])).find(isMeant)
  )
}
