import type { Site } from '#features/authority/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { punctuality } from '../model.ts'
import { hallTexts } from './texts.ts'

/** When somebody's appointment is and what follows from how they came; undefined for who has none. */
export function appointmentWords(
  { visit, site }: { readonly visit: Visit; readonly site: Site },
  language: Language,
): string | undefined {
  const t = hallTexts(language)
  const came = punctuality(visit)
  if (visit.appointmentAt === null || came === undefined) return undefined
  const time = formatTime(visit.appointmentAt, site.timeZone, language)
  const from = visit.callableFrom === null ? '' : formatTime(visit.callableFrom, site.timeZone, language)
  if (came === 'early') return t('waiting.early', { time, from })
  return t(came === 'late' ? 'waiting.late' : 'waiting.appointment', { time })
}
