import type { FreedRun } from '#features/booking/model/allocation.ts'
import type { WaitingWish } from '#features/booking/model/waitlist.ts'
import { asId, type Id } from '#kernel/id.ts'
import { HOUR, localDate, parseInstant, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'

// People who wait and times that were freed, for the tests of the waitlist's rule and of its replay.

export const ZONE = 'Europe/Berlin'
/** The day of these tests, and its early morning in Berlin. */
export const TODAY = localDate('2027-03-01')
export const NOW = parseInstant('2027-03-01T06:30:00Z')

/** An id of a kind and a number, the same in every run. */
export const id = <T extends string>(kind: number, number: number): Id<T> =>
  asId<T>(`0193000${kind}-0000-7000-8000-${String(number).padStart(12, '0')}`)
export const SITES = [1, 2].map((number) => id<'site'>(1, number))
export const SERVICES = [1, 2, 3].map((number) => id<'service'>(2, number))

/** Somebody who waits; a later number has waited longer. */
export function wish(number: number, more: Partial<WaitingWish> = {}): WaitingWish {
  return {
    id: id<'wish'>(3, number),
    serviceIds: [SERVICES[0] ?? id(2, 1)],
    minutes: 15,
    siteIds: [],
    weekdays: [],
    parts: [],
    firstDay: TODAY,
    untilDay: addDays(TODAY, 30),
    before: null,
    deadlineOn: null,
    queuedAt: plus(NOW, -number * HOUR),
    refusals: 0,
    refused: [],
    ...more,
  }
}

/** A quarter of an hour that was freed tomorrow at eight. */
export function run(number: number, more: Partial<FreedRun> = {}): FreedRun {
  return {
    batch: 1,
    counts: true,
    placeId: id<'place'>(4, number),
    siteId: SITES[0] ?? id(1, 1),
    timeZone: ZONE,
    day: addDays(TODAY, 1),
    // 08:00 to 08:15.
    firstCell: 96,
    endCell: 99,
    skills: SERVICES,
    durationPercent: 100,
    ...more,
  }
}
