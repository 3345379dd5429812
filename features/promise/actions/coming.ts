import { listClosures } from '#features/authority/actions.ts'
import { openSpans, type Site, type Span } from '#features/authority/model.ts'
import { type LocalDate, localTime, plus } from '#kernel/instant.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Drawn } from '../model/coming.ts'
import { seedOf } from '../model/random.ts'
import { filledDraws, type ThinDay, type ThinPast } from '../model/thinPast.ts'
import { type DrawnThen, readDrawn } from '../store.ts'
import { thinPastOf } from './thinPast.ts'

/** The same weekday of the last weeks is a day like today. */
const WEEKS = 4
const NOON = localTime('12:00')

/** What is known of those who draw a number without appointment: on days like today, and how many did so far. */
export type UsualDraws = { readonly drawn: readonly Drawn[]; readonly days: number; readonly today: number }

/**
 * Who drew a number on days like today, at the same wall time of today; of a demonstration's thin days all who would have.
 * Some hundred rows.
 */
export async function usualDraws(tx: Tx, site: Site): Promise<UsualDraws> {
  const today = dayOf(tx.now, site.timeZone)
  const days = Array.from({ length: WEEKS }, (_, nth) => addDays(today, -7 * (nth + 1)))
  const all = Map.groupBy(await readDrawn(tx, site.id, [today, ...days]), ({ day }) => day)
  const thin = await thinPastOf(tx)
  const lived = days.filter((day) => !isThin(day, thin) && all.has(day))
  const thinDays = await readThinDays(tx, site, { days: days.filter((day) => isThin(day, thin)), today, all })
  const drawn = [
    ...lived.flatMap((day) => asToday(all.get(day) ?? [], byDays(site, day, today))),
    ...filledDraws(thinDays, thin?.oneOf ?? 1),
  ]
  return {
    drawn,
    // Without anybody on any of them nothing is known.
    days: drawn.length === 0 ? 0 : lived.length + thinDays.length,
    today: all.get(today)?.length ?? 0,
  }
}

function isThin(day: LocalDate, thin: ThinPast | undefined): boolean {
  return thin !== undefined && day < thin.before
}

/** Of thin days those count, too, on which the house was open and by chance nobody of the few drew a number. */
async function readThinDays(
  tx: Tx,
  site: Site,
  {
    days,
    today,
    all,
  }: { days: readonly LocalDate[]; today: LocalDate; all: ReadonlyMap<LocalDate, readonly DrawnThen[]> },
): Promise<ThinDay[]> {
  const first = days.toSorted()[0]
  if (first === undefined) return []
  const closures = await listClosures(tx, first)
  return days.flatMap((day): ThinDay | [] => {
    const by = byDays(site, day, today)
    const then = all.get(day) ?? []
    const spans = openSpans(site, closures, day).map(
      ({ opens, closes }): Span => ({ opens: plus(opens, by), closes: plus(closes, by) }),
    )
    if (spans.length === 0 && then.length === 0) return []
    const seeds = then.map(({ visitId }) => seedOf(`${day} ${visitId}`))
    return { spans, numbers: asToday(then, by).map((one, nth) => ({ ...one, seed: seeds[nth] ?? 0 })) }
  })
}

/** Milliseconds from a wall time of one day to the same of another, but for the hours before a clock change. */
function byDays(site: Site, from: LocalDate, to: LocalDate): number {
  return instantOf(to, NOON, site.timeZone) - instantOf(from, NOON, site.timeZone)
}

function asToday(then: readonly DrawnThen[], by: number): Drawn[] {
  return then.map(({ arrivedAt, services, minutes }) => ({ at: plus(arrivedAt, by), services, minutes }))
}
