import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import type { HallNow, HallText, VisitNow } from './texts.ts'

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

/** Those whom a counter can serve with all that is left of their matters, and who are not meant for another one. */
export function servedHere(
  hall: Pick<HallNow, 'counters'>,
  counter: string,
  visits: readonly VisitNow[],
): readonly VisitNow[] {
  const skills = hall.counters.find((each) => each.counter === counter)?.services ?? []
  return visits.filter(
    ({ services, forCounter }) =>
      (forCounter === null || forCounter === counter) &&
      services.every((service) => skills.includes(service)),
  )
}

/** What else is to be known of somebody who waits: back at, set aside for, needs, credits. Empty if nothing. */
export function standingWords(
  visit: VisitNow,
  zone: string,
  language: StaffLanguage,
  t: HallText,
): readonly string[] {
  return [
    ...(visit.awayUntil === null
      ? []
      : [
          t(visit.onTheWay ? 'waiting.onTheWay' : 'waiting.away', {
            time: formatTime(parseInstant(visit.awayUntil), zone, language),
          }),
        ]),
    ...(visit.parkedFor === null ? [] : [t(`waiting.parked.${visit.parkedFor}`)]),
    ...visit.needs.map((need) => t(`need.${need}`)),
    ...visit.credits
      .filter(({ kind }) => kind !== 'appointment')
      .map(({ kind, minutes }) => t('waiting.credit', { credit: t(`credit.${kind}`), minutes })),
  ]
}
