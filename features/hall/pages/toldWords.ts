import type { Site } from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { Told } from '../model.ts'
import { hallTexts } from './texts.ts'

/** The sentences about the time of a call; empty where nothing is told. */
export type ToldParts = { readonly told: string; readonly back: string }

export const NOTHING_TOLD: ToldParts = { told: '', back: '' }

/** A time that is wide is said in halves of hours up to this; then only that it is long. Minutes. */
const LONG = 240

// What is told stays the same object for minutes and is shown to one person again and again.
const made = new WeakMap<Told, Map<string, ToldParts>>()

/** What is told of a call to whoever waits, in words; equal ones are the same object. */
export function toldParts(
  told: Told | undefined,
  { timeZone }: Pick<Site, 'timeZone'>,
  language: Language,
): ToldParts {
  if (!told) return NOTHING_TOLD
  const key = `${language} ${timeZone}`
  const known = made.get(told) ?? new Map<string, ToldParts>()
  made.set(told, known)
  const parts = known.get(key) ?? {
    told: hallTexts(language)(`waiting.told.${howTold(told)}`, valuesOf(told, timeZone, language)),
    back: backWords(told, timeZone, language),
  }
  known.set(key, parts)
  return parts
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

function howTold({ aboutMinutes, soon }: Told): 'about' | 'long' | 'soon' | 'between' {
  if (aboutMinutes !== null) return aboutMinutes > LONG ? 'long' : 'about'
  return soon ? 'soon' : 'between'
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

function backWords({ backBy }: Told, zone: string, language: Language): string {
  if (backBy === null) return ''
  return hallTexts(language)('waiting.told.back', { time: formatTime(backBy, zone, language) })
}
