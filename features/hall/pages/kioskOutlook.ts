import { listClosures } from '#features/authority/actions.ts'
import { closesAt, type Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { intakeOf, type OpenElsewhere, openElsewhere } from '../actions.ts'
import { ARRIVING, minutesToWalk, type Told } from '../model.ts'
import type { HallPagesDeps } from './dependencies.ts'
import { hallTexts } from './texts.ts'
import { outlookLater, outlookThere, outlookWords, wayValues } from './toldWords.ts'

/** When somebody would be called who drew a number here now, or went to another site if that is sooner. In words. */
export type KioskOutlook = {
  readonly here: string | undefined
  readonly elsewhere: { readonly title: string; readonly words: string } | undefined
  /** That whoever comes in an hour waits for less. */
  readonly later: string | undefined
  /** That it is not certain to be managed today. */
  readonly full: string | undefined
}

const NO_OUTLOOK: KioskOutlook = { here: undefined, elsewhere: undefined, later: undefined, full: undefined }

/** Who is called sooner than that needs no other site. Minutes. */
const WORTH_A_WAY = 20
/** Whoever comes in an hour has to wait for so much less that it is said. Minutes. */
const WORTH_COMING_LATER = 10
const IN_AN_HOUR = 60

/** Looks ahead for somebody at the kiosk. Outside a transaction: it may wait for a moment. */
export async function kioskOutlook(
  { database, promises }: Pick<HallPagesDeps, 'database' | 'promises'>,
  authority: Authority,
  site: Site,
  service: Service,
  language: Language,
): Promise<KioskOutlook> {
  if (!promises) return NO_OUTLOOK
  await promises.look(authority, site)
  const told = promises.outlook(authority, site, [service.id])
  if (!told) return NO_OUTLOOK
  const here = outlookWords(told, site, language)
  const isFull = (promises.intake(authority, site, service.id)?.stop ?? null) !== null
  const full = isFull ? hallTexts(language)('kiosk.outlook.full') : undefined
  const { now, closing, others } = await database.withAuthority(authority, async (tx) => ({
    now: tx.now,
    closing: closesAt(site, await listClosures(tx, dayOf(tx.now, site.timeZone)), tx.now),
    others: await openElsewhere(tx, site, service.id),
  }))
  if (!isFull && told.from < now + WORTH_A_WAY * MINUTE) return { ...NO_OUTLOOK, here, full }
  const inAnHour = promises.outlook(authority, site, [service.id], IN_AN_HOUR)
  const isWorthIt =
    !isFull && inAnHour && isShorter(inAnHour, told, now) && isDoneBefore(inAnHour, service, closing ?? now)
  const later = isWorthIt ? outlookLater(inAnHour, plus(now, IN_AN_HOUR * MINUTE), site, language) : undefined
  for (const other of others) {
    const inMinutes = minutesThere(other.km)
    if (inMinutes === undefined) continue
    await promises.look(authority, other.site)
    const there = promises.outlook(authority, other.site, [service.id], inMinutes)
    const words = outlookThere(there, other.site, language)
    if (!there || words === undefined || !isSooner(there, other, told, service)) continue
    if (!(await isTakenIn({ database, promises }, authority, other.site, service))) continue
    const title = hallTexts(language)('kiosk.outlook.elsewhere', wayValues(other, language))
    return {
      here,
      later,
      full,
      elsewhere: { title, words },
    }
  }
  return { ...NO_OUTLOOK, here, later, full }
}

/** Does whoever comes in an hour wait for ten minutes less at least, even if it goes well now and badly then? */
export function isShorter(
  inAnHour: Pick<Told, 'until' | 'aboutMinutes'>,
  told: Pick<Told, 'from'>,
  now: Instant,
): boolean {
  const then = inAnHour.until - plus(now, IN_AN_HOUR * MINUTE)
  return inAnHour.aboutMinutes === null && then <= told.from - now - WORTH_COMING_LATER * MINUTE
}

/** Is it known that a site takes somebody in, by the look and by what a manager decided? Nobody is sent where it is not. */
export async function isTakenIn(
  { database, promises }: Pick<HallPagesDeps, 'database' | 'promises'>,
  authority: Authority,
  site: Site,
  service: Service,
): Promise<boolean> {
  const intake = await database.withAuthority(authority, (tx) => intakeOf(tx, promises, site, [service]))
  const there = intake.get(service.id)
  return there?.seen?.stop === null && there.stop === null
}

/** Whoever goes to a site that is so far away surely is there after so many minutes; undefined where nobody looks so far ahead. */
export function minutesThere(km: number): number | undefined {
  return ARRIVING.find((minutes) => minutes >= minutesToWalk(km))
}

/**
 * Is whoever goes there called before they would be called here, even if it goes well here and badly there, and done
 * before the house there closes?
 */
export function isSooner(
  there: Pick<Told, 'until'>,
  { closesAt }: Pick<OpenElsewhere, 'closesAt'>,
  here: Pick<Told, 'from'>,
  service: Pick<Service, 'minutes'>,
): boolean {
  return there.until < here.from && isDoneBefore(there, service, closesAt)
}

/** Is the matter done before the house closes, even if it goes badly? Who is only called before is turned away. */
export function isDoneBefore(
  { until }: Pick<Told, 'until'>,
  { minutes }: Pick<Service, 'minutes'>,
  closing: Instant,
): boolean {
  return plus(until, minutes * MINUTE) <= closing
}
