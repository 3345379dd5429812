import { getSettings, listSites } from '#features/authority/actions.ts'
import { listOffers, listServices, savePlannedMinutes } from '#features/catalogue/actions.ts'
import { type Service, takesAppointments } from '#features/catalogue/model.ts'
import { servedMinutes } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type AgreementCheck, checkAgreement } from '../model/agreement.ts'
import { type BookableDay, countTimes } from '../model/bookable.ts'
import { canPlan, changedMinutes, type PlannedMinutes } from '../model/plannedMinutes.ts'
import { type CapacityChange, insertCapacityChange, readCapacityChanges } from '../store/capacityChange.ts'
import { countBookedFor } from '../store/setup.ts'
import { lockRelease } from '../store.ts'
import { emptyDays, MEASURED_DAYS, MOST_CASES } from './agreement.ts'

/** Changes that the history shows. */
const CHANGES_SHOWN = 50

/** A service with its planned minutes beside what was measured in the whole city. */
export type PlannedService = AgreementCheck & { readonly service: Service }

/** How long every service is planned, how that stands to the staff agreement, and what was changed. */
export type MinutesReport = {
  /** The planned minutes must be enough in so many of a hundred cases. */
  readonly percent: number
  readonly services: readonly PlannedService[]
  readonly changes: readonly CapacityChange[]
}

/** The planned minutes of all services, judged against the durations learned. */
export async function plannedMinutes(tx: Tx): Promise<MinutesReport> {
  const { coveredPercent: percent } = await getSettings(tx)
  const measured = await measuredMinutes(tx)
  return {
    percent,
    services: (await listServices(tx)).map((service) => ({
      service,
      ...checkAgreement(measured.get(service.id) ?? [], service.minutes, percent),
    })),
    changes: await minutesHistory(tx),
  }
}

function minutesHistory(tx: Tx): Promise<CapacityChange[]> {
  return readCapacityChanges(tx, { about: 'minutes', limit: CHANGES_SHOWN })
}

async function measuredMinutes(tx: Tx) {
  const { timeZone } = await getSettings(tx)
  const since = addDays(dayOf(tx.now, timeZone), -MEASURED_DAYS)
  return servedMinutes(tx, { since, most: MOST_CASES })
}

/** What other minutes of a service would do. */
export type MinutesEffect = {
  readonly service: string
  readonly minutes: number
  readonly isKept: boolean
  /** Null with too few cases. */
  readonly coveredPercent: number | null
  /** Times of the next week at all sites if nobody had booked, as it is and as it would be. */
  readonly before: number
  readonly after: number
  /** Bookings to come: they keep their length. */
  readonly booked: number
}

type Refusal = 'not_workable' | 'nothing_changed'

/** What other minutes would do to the times of the next week; nothing is written. */
export async function foreseeMinutes(
  tx: Tx,
  wish: PlannedMinutes,
): Promise<Result<readonly MinutesEffect[], Refusal>> {
  const checked = await checkWish(tx, wish)
  if (!checked.ok) return checked
  const { coveredPercent, timeZone } = await getSettings(tx)
  const measured = await measuredMinutes(tx)
  const fromDay = dayOf(tx.now, timeZone)
  const services = checked.value.map(({ serviceId }) => serviceId)
  const booked = await countBookedFor(tx, null, { services, fromDay })
  const count = await countEverywhere(tx)
  const known = new Map((await listServices(tx)).map((service) => [service.id, service]))
  const effects: MinutesEffect[] = []
  for (const { serviceId, minutes } of checked.value) {
    const service = known.get(serviceId)
    if (!service) continue
    const check = checkAgreement(measured.get(serviceId) ?? [], minutes, coveredPercent)
    effects.push({
      service: service.key,
      minutes,
      isKept: check.isKept,
      coveredPercent: check.measured?.coveredPercent ?? null,
      before: count(serviceId, service.minutes),
      after: count(serviceId, minutes),
      booked: booked.get(serviceId) ?? 0,
    })
  }
  return ok(effects)
}

/** Counts how often a service could be booked in the next week, at all sites that offer it by appointment. */
async function countEverywhere(tx: Tx) {
  const offers = (await listOffers(tx)).filter(({ mode }) => takesAppointments(mode))
  const weeks: { readonly offered: ReadonlySet<Id<'service'>>; readonly days: readonly BookableDay[] }[] = []
  for (const site of await listSites(tx)) {
    const today = dayOf(tx.now, site.timeZone)
    const monday = addDays(today, 8 - weekdayOf(today))
    const offered = offers.filter(({ siteId }) => siteId === site.id).map(({ serviceId }) => serviceId)
    weeks.push({ offered: new Set(offered), days: await emptyDays(tx, site, monday, today) })
  }
  return (serviceId: Id<'service'>, minutes: number) =>
    weeks
      .filter(({ offered }) => offered.has(serviceId))
      .flatMap(({ days }) => days)
      .reduce((sum, day) => sum + countTimes(day, { minutes, services: [serviceId] }), 0)
}

async function checkWish(tx: Tx, wish: PlannedMinutes): Promise<Result<PlannedMinutes, Refusal>> {
  const services = new Map((await listServices(tx)).map((service) => [service.id, service]))
  const standing = new Map([...services].map(([id, { minutes }]) => [id, minutes]))
  const changed = changedMinutes(standing, wish)
  if (!changed) return fail('not_workable')
  const canAll = changed.every(({ serviceId, minutes }) => {
    const service = services.get(serviceId)
    return service !== undefined && canPlan(service, minutes)
  })
  if (!canAll) return fail('not_workable')
  return changed.length === 0 ? fail('nothing_changed') : ok(changed)
}

/**
 * Plans services for other minutes from now on. Whoever has booked keeps the time and its length; search, holds and
 * moves take the new minutes at once. `changed_meanwhile` if there is a newer change than the one that was seen.
 */
export async function changeMinutes(
  tx: Tx,
  {
    wish,
    seen,
    undoes,
  }: {
    readonly wish: PlannedMinutes
    readonly seen: Id<'capacityChange'> | null
    /** The change that this one takes back. */
    readonly undoes: Id<'capacityChange'> | null
  },
): Promise<Result<Id<'capacityChange'>, Refusal | 'changed_meanwhile'>> {
  await lockRelease(tx)
  await tx.changeReference()
  const [newest] = await minutesHistory(tx)
  if ((newest?.id ?? null) !== seen || (undoes !== null && undoes !== seen)) return fail('changed_meanwhile')
  const checked = await checkWish(tx, wish)
  if (!checked.ok) return checked
  const standing = new Map((await listServices(tx)).map(({ id, minutes }) => [id, minutes]))
  await savePlannedMinutes(tx, checked.value)
  const before = checked.value.map(({ serviceId, minutes }) => ({
    serviceId,
    minutes: standing.get(serviceId) ?? minutes,
  }))
  const change = await insertCapacityChange(tx, {
    siteId: null,
    about: 'minutes',
    source: 'console',
    before: { minutes: before },
    after: { minutes: checked.value },
    undoes,
  })
  return ok(change)
}
