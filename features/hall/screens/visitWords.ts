import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { HallText, VisitNow } from './texts.ts'

/** Minutes from one moment to another, cut; never negative, as clocks differ a little. */
export function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((parseInstant(to) - parseInstant(from)) / 60_000))
}

/** Since when and why somebody is here: "booked for 10:40, came 10:12" or "came 10:12 without appointment". */
export function arrivalWords(visit: VisitNow, zone: string, language: StaffLanguage, t: HallText): string {
  const clock = (moment: string) => formatTime(parseInstant(moment), zone, language)
  const came = visit.arrivedAt === null ? '' : clock(visit.arrivedAt)
  if (visit.appointmentAt === null) return t('visit.ticket', { came })
  const booked = clock(visit.appointmentAt)
  return came === '' ? t('visit.booked', { booked }) : t('visit.bookedAndCame', { booked, came })
}

/** Can a counter with these skills serve all matters of the visit? */
export function canServe(skills: readonly string[], visit: Pick<VisitNow, 'services'>): boolean {
  return visit.services.every((service) => skills.includes(service))
}
