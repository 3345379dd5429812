import type { Static } from 'typebox'
import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { ToldSchema } from '../contract/shapes.ts'
import { howTold } from '../model/told.ts'
import type { HallText } from './texts.ts'

/** When somebody would probably be called, in one sentence; empty where nothing is known. */
export function toldSentence(
  told: Static<typeof ToldSchema> | null,
  zone: string,
  language: StaffLanguage,
  t: HallText,
): string {
  if (told === null) return ''
  const time = (moment: string) => formatTime(parseInstant(moment), zone, language)
  const way = howTold(told)
  if (way === 'about' || way === 'long') return t('ticket.told.about', { minutes: told.aboutMinutes ?? 0 })
  return t(`ticket.told.${way}`, { from: time(told.from), until: time(told.until) })
}
