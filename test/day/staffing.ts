import type { Instant } from '#kernel/instant.ts'

/** A time in which a counter is open; between two of the same counter its clerk has a break. */
export type Duty = { readonly seat: number; readonly from: Instant; readonly to: Instant }

/**
 * Ten clerks, 65 hours, so that a counter and eight hours go to 30 people: five clerks all day with a break of half an
 * hour around noon, three from the morning on, two until the evening. So seven or eight counters are open at a time, and
 * around noon, when most come, the two who are there more make up for the breaks.
 */
const HOURS: readonly (readonly [seat: number, from: string, to: string])[] = [
  ...allDay(0, '11:30', '12:00'),
  ...allDay(1, '12:00', '12:30'),
  ...allDay(2, '12:30', '13:00'),
  ...allDay(8, '11:30', '12:00'),
  ...allDay(4, '12:00', '12:30'),
  [3, '07:30', '12:30'],
  [5, '07:30', '12:30'],
  [7, '08:00', '13:00'],
  [6, '11:00', '16:00'],
  [9, '11:00', '16:00'],
]

function allDay(seat: number, breakFrom: string, breakTo: string) {
  return [[seat, '07:30', breakFrom] as const, [seat, breakTo, '16:00'] as const]
}

/** Who sits where and when. */
export function tenClerks(at: (time: string) => Instant): Duty[] {
  return HOURS.map(([seat, from, to]) => ({ seat, from: at(from), to: at(to) }))
}
