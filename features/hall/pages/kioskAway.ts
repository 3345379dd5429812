import type { Visit } from '#features/visit/model.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { comeBack, goAway, leave, tryCode } from '../actions.ts'
import { couldStayUntil, mayLeave } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { KioskAway, KioskAwaySaid } from './KioskAway.tsx'
import { KioskLeave, KioskLeft } from './KioskLeave.tsx'
import type { AtPlace } from './kioskAtPlace.ts'
import { isReadable, lettersOf, visitOfNumber } from './kioskNumber.ts'
import { RESULT_COOKIE } from './kioskPlace.ts'
import { countTries } from './kioskSite.ts'
import { hallTexts } from './texts.ts'
import { AWAY_CHOICES } from './WaitingSteps.tsx'

type Said = Result<Visit, 'unknown_number' | 'not_waiting' | 'not_known' | 'only_code'>

/** What somebody says at the kiosk: for how many minutes they are away, or until their call, that they are back, or leave, surely or not. */
type Word =
  | { readonly kind: 'away'; readonly minutes: number }
  | { readonly kind: 'call' | 'back' | 'leave' | 'leave_sure' }

function wordOf(said: string | null): Word | undefined {
  if (said === 'call' || said === 'back' || said === 'leave' || said === 'leave_sure') return { kind: said }
  const minutes = AWAY_CHOICES.find((choice) => String(choice) === said)
  return minutes === undefined ? undefined : { kind: 'away', minutes }
}

/**
 * "I need ten more minutes", "I am back" and "I am leaving", said at the kiosk by those who have no phone: with the code
 * of the ticket, its number, or the booking number; leaving, which nobody can take back, not with a number that everybody
 * reads off the display. Numbers that are wrong slow the kiosk down like those of a check-in.
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
      const word = wordOf(form.get('say'))
      if (typed.trim() === '' || !word) return refuse(t('kiosk.away.no_number'), 422)
      const tried = await database.withAuthority(authority, (tx) =>
        tryCode(tx, codeTries, site, typed, request),
      )
      if (!tried.allowed) return refuse(t('kiosk.refused.slow', { seconds: tried.seconds }), 429)
      if (word.kind === 'call') await promises?.look(authority, site)
      const said = await runCommand(database, authority, null, async (tx): Promise<Said> => {
        const visit = await visitOfNumber(tx, links, site, typed)
        if (!visit) return fail('unknown_number')
        if (word.kind === 'back') return comeBack(tx, visit.id)
        if (word.kind === 'leave' || word.kind === 'leave_sure') return leaving(tx, visit, typed, word.kind)
        if (word.kind === 'away') return gone(await goAway(tx, visit.id, word.minutes))
        const backBy = couldStayUntil(visit, promises?.foreseen(authority, site, visit.id), tx.now)
        return backBy === null ? fail('not_known') : gone(await goAway(tx, visit.id, { backBy }))
      })
      if (said.ok || said.code !== 'unknown_number') tried.right()
      if (!said.ok) return refuse(t(`kiosk.away.${said.code}`), 422)
      const { value: visit } = said
      if (word.kind === 'leave') return htmlAnswer(KioskLeave({ place, visit, code: typed }))
      return htmlAnswer(
        word.kind === 'leave_sure' ? KioskLeft({ place, visit }) : KioskAwaySaid({ place, visit }),
      )
    }),
  })
}

/** A time that is over as it is pressed is none that anybody knew. */
function gone(away: Awaited<ReturnType<typeof goAway>>): Said {
  return away.ok ? away : fail(away.code === 'not_waiting' ? away.code : 'not_known')
}

/** Somebody leaves, or may after having been asked. What ends a visit needs a code that nobody else can know. */
async function leaving(tx: Tx, visit: Visit, typed: string, word: 'leave' | 'leave_sure'): Promise<Said> {
  if (isReadable(typed)) return fail('only_code')
  if (word === 'leave_sure') return leave(tx, visit.id)
  return mayLeave(visit) ? ok(visit) : fail('not_waiting')
}
