import type { Service } from '#features/catalogue/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import {
  type Intake,
  intakeOf,
  openElsewhere,
  type TimeInstead,
  timesInstead,
  walkInServices,
} from '../actions.ts'
import type { IntakeStop, Told } from '../model.ts'
import type { HallPagesDeps } from './dependencies.ts'
import { mayBookHere } from './kioskBooking.ts'
import { isDoneBefore, isTakenIn, minutesThere } from './kioskOutlook.ts'
import type { KioskPlace } from './kioskPlace.ts'

type Deps = Pick<HallPagesDeps, 'database' | 'promises'>

/** A service that nobody can draw a number for now, and what helps instead. */
export type NotAccepted = {
  readonly service: Service
  readonly stop: IntakeStop
  readonly seen: Intake['seen']
  readonly override: Intake['override']
  /** Shorter matters that are still taken in here. */
  readonly shorter: readonly Service[]
  /** A site where somebody who goes there now is still served today. */
  readonly elsewhere:
    | { readonly site: KioskPlace['site']; readonly km: number; readonly told: Told }
    | undefined
  /** Free times that can be had instead, and whether they can be booked at this device. */
  readonly times: readonly TimeInstead[]
  readonly mayBook: boolean
}

/** So many shorter matters are offered. */
const SHORTER = 3

/** Whether numbers are drawn for these services here; outside a transaction, because it may wait for a look. */
export async function intakeHere(
  { database, promises }: Deps,
  authority: Authority,
  { site }: Pick<KioskPlace, 'site'>,
  services: readonly Service[],
): Promise<ReadonlyMap<Service['id'], Intake>> {
  await promises?.look(authority, site)
  return database.withAuthority(authority, (tx) => intakeOf(tx, promises, site, services))
}

/** Why no number is drawn for a service here, and what helps; undefined where one is drawn. */
export async function notAccepted(
  deps: Deps,
  authority: Authority,
  place: Pick<KioskPlace, 'site'>,
  service: Service,
  cookies: RequestCookies,
): Promise<NotAccepted | undefined> {
  const { database, promises } = deps
  const services = await database.withAuthority(authority, (tx) => walkInServices(tx, place.site))
  const intake = await intakeHere(deps, authority, place, services)
  const { stop = null, seen, override } = intake.get(service.id) ?? {}
  if (stop === null) return undefined
  const elsewhere = await acceptsElsewhere(deps, authority, place, service)
  const booking = await database.withAuthority(authority, async (tx) => ({
    times: await timesInstead(tx, promises, place.site, service),
    mayBook: await mayBookHere(tx, place.site, cookies),
  }))
  return {
    service,
    stop,
    seen,
    override,
    shorter: services
      .filter((each) => isShorter(each, service) && intake.get(each.id)?.stop === null)
      .slice(0, SHORTER),
    elsewhere,
    ...booking,
  }
}

/** A matter of the same family that takes less time, or one that is done in a moment. */
function isShorter(one: Service, than: Service): boolean {
  if (one.minutes >= than.minutes) return false
  return one.quick !== null || (one.family !== null && one.family === than.family)
}

/** The nearest site where whoever goes there now is called, and done before it closes. */
async function acceptsElsewhere(
  { database, promises }: Deps,
  authority: Authority,
  { site }: Pick<KioskPlace, 'site'>,
  service: Service,
): Promise<NotAccepted['elsewhere']> {
  if (!promises) return undefined
  const others = await database.withAuthority(authority, (tx) => openElsewhere(tx, site, service.id))
  for (const { site: other, km, closesAt } of others) {
    const inMinutes = minutesThere(km)
    if (inMinutes === undefined) continue
    await promises.look(authority, other)
    const told = promises.outlook(authority, other, [service.id], inMinutes)
    if (!told || !isDoneBefore(told, service, closesAt)) continue
    if (await isTakenIn({ database, promises }, authority, other, service)) return { site: other, km, told }
  }
  return undefined
}

/** How things stand at the beginning: all is taken in, some or nothing. */
export async function intakeAtStart(
  deps: Deps,
  authority: Authority,
  place: Pick<KioskPlace, 'site'>,
): Promise<'all' | 'some' | 'none'> {
  const services = await deps.database.withAuthority(authority, (tx) => walkInServices(tx, place.site))
  const stops = [...(await intakeHere(deps, authority, place, services)).values()].map(({ stop }) => stop)
  if (stops.every((stop) => stop === null)) return 'all'
  return stops.some((stop) => stop === null) ? 'some' : 'none'
}
