import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { WISH_DAYS } from './waitlist.ts'
import { readDate } from './waitlistDate.ts'

/** Until when somebody waits who says nothing else: eight weeks. Days. */
const USUAL_DAYS = 56

/** Why a day cannot be the last one of a wish; also the texts that say so. */
export type UntilProblem = 'untilEmpty' | 'untilUnread' | 'untilPast' | 'untilFar'

/** The day until which a wish waits unless somebody says otherwise. */
export function usualUntil(today: LocalDate): LocalDate {
  return addDays(today, USUAL_DAYS)
}

/** The last day until which a wish can wait: as far as times are ever released. */
export function lastUntil(today: LocalDate): LocalDate {
  return addDays(today, WISH_DAYS)
}

/** The last day that suits, as somebody typed it; today is one. */
export function readUntil(text: string, today: LocalDate): Result<LocalDate, UntilProblem> {
  if (text.trim() === '') return fail('untilEmpty')
  const day = readDate(text)
  if (!day) return fail('untilUnread')
  if (day < today) return fail('untilPast')
  return day > lastUntil(today) ? fail('untilFar') : ok(day)
}

/** A day as people type it in every language of the pages, and as readDate reads it: 24.11.2026. */
export function writtenDate(day: LocalDate): string {
  return day.split('-').reverse().join('.')
}
