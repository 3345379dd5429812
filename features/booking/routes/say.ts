import { anySite, getSettings, siteNameOn } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { addressLine } from '#features/authority/model.ts'
import { type CallFacts, type CallState, callText } from '#features/message/model/call.ts'
import type { VisitMessageKind } from '#features/message/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { formatDayAndTime } from '#platform/time/format.ts'

/** What came of calls to somebody. */
export function presentCall({ toldAt, tries, againAt }: CallState, now: Instant) {
  return {
    told: toldAt !== null,
    tries,
    againAt: againAt && isoInstant(againAt),
    isLater: againAt !== null && againAt > now,
  }
}

/** A time at a site in words, and where that is on its day. */
export async function placeInWords(
  tx: Tx,
  siteId: Id<'site'>,
  at: Instant,
  language: Language,
  on: Instant = at,
): Promise<{ readonly when: string; readonly place: string }> {
  const site = (await anySite(tx, siteId)) ?? impossible('a visit without site')
  const day = dayOf(on, site.timeZone)
  const { street, postcode, town } = siteOn(site, day)
  return {
    when: formatDayAndTime(at, site.timeZone, language),
    place: `${siteNameOn(site, day, language)}, ${addressLine({ street, postcode, town })}`,
  }
}

/** What to say because of a message about a visit, in every language; `besides` gives what more there is to say in one. */
export function sayOfVisit(
  tx: Tx,
  kind: VisitMessageKind,
  { siteId, appointmentAt }: Pick<Visit, 'siteId'> & { readonly appointmentAt: Instant },
  besides: (language: Language) => Promise<Pick<CallFacts, 'papers' | 'offer'>>,
): Promise<Record<Language, string>> {
  // What is ready is fetched where the site is now.
  const on = kind === 'ready' ? tx.now : appointmentAt
  return sayIn(tx, async (language) => ({
    kind,
    ...(await placeInWords(tx, siteId, appointmentAt, language, on)),
    ...(await besides(language)),
  }))
}

/** The words to say in every language, with the name of the city that calls. */
export async function sayIn(
  tx: Tx,
  factsIn: (language: Language) => Promise<Omit<CallFacts, 'city'>>,
): Promise<Record<Language, string>> {
  const { texts } = await getSettings(tx)
  const say = async (language: Language) =>
    callText({ ...(await factsIn(language)), city: texts.name[language] }, language)
  return { de: await say('de'), 'de-simple': await say('de-simple'), en: await say('en') }
}
