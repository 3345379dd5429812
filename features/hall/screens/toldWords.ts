import type { Static } from 'typebox'
import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { ToldSchema } from '../contract/shapes.ts'
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
  if (told.aboutMinutes !== null) return t('ticket.told.about', { minutes: told.aboutMinutes })
  const values = { from: time(told.from), until: time(told.until) }
  return t(told.soon ? 'ticket.told.soon' : 'ticket.told.between', values)
}
