import type { Site } from '#features/authority/model.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatTime, kilometres } from '#platform/time/format.ts'
import { couldStayUntil, howTold, isAway, type Told, wayMinutes } from '../model.ts'
import { hallTexts } from './texts.ts'

/** What is told of the time of a call, in words; empty where nothing is told. */
export type ToldParts = {
  readonly told: string
  readonly back: string
  /** Why it is another time than before, or why there is none. */
  readonly cause: string
  /** Asks somebody who is away whether they stay away for longer. */
  readonly longer: string
  /** What a press says: that they go, or stay away; and until when, as the form sends it. */
  readonly stay: string
  readonly backBy: string
}

export const NOTHING_TOLD: ToldParts = {
  told: '',
  back: '',
  cause: '',
  longer: '',
  stay: '',
  backBy: '',
}
/** Somebody is away, and there is no reason to be away for longer. */
const NO_LONGER: ToldParts = { ...NOTHING_TOLD }

// What is told stays the same object for minutes and is shown to one person again and again.
const made = new WeakMap<Told, Map<string, ToldParts>>()

/** What is told of a call to whoever waits or is away, in words; equal ones are the same object. */
export function toldParts(
  told: Told | undefined,
  { timeZone }: Pick<Site, 'timeZone'>,
  language: Language,
  visit: Pick<Visit, 'awayUntil'>,
  now: Instant,
): ToldParts {
  if (!told) return NOTHING_TOLD
  const away = isAway(visit, now)
  if (away && couldStayUntil(visit, told, now) === null) return NO_LONGER
  const key = `${language} ${timeZone} ${away}`
  const known = made.get(told) ?? new Map<string, ToldParts>()
  made.set(told, known)
  const parts = known.get(key) ?? {
    ...(away ? NOTHING_TOLD : timeWords(told, timeZone, language)),
    ...stayWords(told, away, timeZone, language),
  }
  known.set(key, parts)
  return parts
}

const noCounter = new Map<Language, ToldParts>()

/** Nothing can be told to whoever waits for something that no open counter can do; equal ones are the same object. */
export function noCounterParts(language: Language): ToldParts {
  const cause = hallTexts(language)('waiting.cause.no_counter')
  const parts = noCounter.get(language) ?? { ...NOTHING_TOLD, cause }
  noCounter.set(language, parts)
  return parts
}

function timeWords(told: Told, zone: string, language: Language) {
  const t = hallTexts(language)
  return {
    told: t(`waiting.told.${howTold(told)}`, valuesOf(told, zone, language)),
    cause: told.cause ? t(`waiting.cause.${told.cause.kind}`) : '',
    back:
      told.backBy === null ? '' : t('waiting.told.back', { time: formatTime(told.backBy, zone, language) }),
  }
}

/** What somebody may press who goes, or who stays away for longer than they said. */
function stayWords({ backBy }: Told, away: boolean, zone: string, language: Language) {
  if (backBy === null) return { longer: '', stay: '', backBy: '' }
  const t = hallTexts(language)
  const time = formatTime(backBy, zone, language)
  return {
    longer: away ? t('waiting.stay.longer', { time }) : '',
    stay: t(away ? 'waiting.stay.yes' : 'waiting.stay.leave', { time }),
    backBy: isoInstant(backBy),
  }
}

/** What somebody is told before they draw a number; undefined where nothing is known. */
export function outlookWords(
  told: Told | undefined,
  { timeZone }: Pick<Site, 'timeZone'>,
  language: Language,
): string | undefined {
  if (!told) return undefined
  return hallTexts(language)(`kiosk.outlook.${howTold(told)}`, valuesOf(told, timeZone, language))
}

/** The same for somebody who goes to another site; undefined where it says too little to go there. */
export function outlookThere(
  told: Told | undefined,
  { timeZone }: Pick<Site, 'timeZone'>,
  language: Language,
): string | undefined {
  if (!told || told.aboutMinutes !== null) return undefined
  return hallTexts(language)('kiosk.outlook.there', valuesOf(told, timeZone, language))
}

/** Another site by its name, how far it is and how long the way takes, as texts say it to whoever stands here. */
export function wayValues({ site, km }: { readonly site: Site; readonly km: number }, language: Language) {
  return { site: site.texts.name[language], km: kilometres(km, language), minutes: wayMinutes(km) }
}

/** The same for somebody who would come again later. */
export function outlookLater(
  told: Told,
  arrives: Instant,
  { timeZone }: Pick<Site, 'timeZone'>,
  language: Language,
): string {
  const values = { arrives: formatTime(arrives, timeZone, language), ...valuesOf(told, timeZone, language) }
  return hallTexts(language)('kiosk.outlook.later', values)
}

function valuesOf({ from, until, aboutMinutes }: Told, zone: string, language: Language) {
  return {
    from: formatTime(from, zone, language),
    until: formatTime(until, zone, language),
    span: spanWords(aboutMinutes ?? 0, language),
  }
}

/** A span in halves of hours. */
function spanWords(minutes: number, language: Language): string {
  const hours = Math.floor(minutes / 60)
  const isHalf = minutes % 60 !== 0
  const t = hallTexts(language)
  if (hours === 0) return t('told.span.half')
  if (hours === 1) return t(isHalf ? 'told.span.oneAndHalf' : 'told.span.one')
  return t(isHalf ? 'told.span.manyAndHalf' : 'told.span.many', { hours })
}
