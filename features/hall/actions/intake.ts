import type { Site } from '#features/authority/model.ts'
import { plannedMinutes, type Service } from '#features/catalogue/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type LocalTime, localTime } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type IntakeOverride,
  type IntakeSeen,
  type IntakeStop,
  type OverrideReason,
  overrideFor,
} from '../model.ts'
import { endOverrideNow, insertOverride, overridesNow } from '../store/intake.ts'
import type { Promises } from './promises.ts'
import { hallRulesOf } from './rules.ts'

/** Whether a number is drawn for a service now. */
export type Intake = {
  /** Why none is; null: one is drawn. */
  readonly stop: IntakeStop | null
  /** What looking ahead found; undefined where nobody knows. */
  readonly seen: IntakeSeen | undefined
  /** What a manager decided by hand, while it holds; it goes before what was found. */
  readonly override: IntakeOverride | undefined
}

/**
 * Whether numbers are drawn for services at a site now: the one place that decides it, for pages and for the command
 * itself. What looking ahead found may be up to a minute old; where it found nothing, and where the site's rules switch
 * the control off, one is drawn: nobody is sent away because something is not known. What a manager decided by hand goes
 * before both until it ends.
 */
export async function intakeOf(
  tx: Tx,
  promises: Pick<Promises, 'intake'> | undefined,
  site: Site,
  services: readonly Pick<Service, 'id'>[],
): Promise<ReadonlyMap<Id<'service'>, Intake>> {
  const isControlled = (await hallRulesOf(tx, site.id)).intakeControl === 1
  const overrides = await overridesNow(tx, site.id)
  return new Map(
    services.map(({ id }): [Id<'service'>, Intake] => {
      const seen = promises?.intake(tx.authority, site, id)
      const override = overrideFor(overrides, id)
      const found = isControlled ? (seen?.stop ?? null) : null
      const stop = override ? (override.takesIn ? null : 'by_hand') : found
      return [id, { stop, seen, override }]
    }),
  )
}

/**
 * Decides for a command whether a number is drawn for all of these services in one visit of so many minutes: each of them
 * is taken in, and what several people and matters take longer than one does still fits before the evening.
 */
export function intakeFor(promises: Pick<Promises, 'intake'> | undefined) {
  return async (tx: Tx, site: Site, services: readonly Service[], minutes: number): Promise<boolean> => {
    const isControlled = (await hallRulesOf(tx, site.id)).intakeControl === 1
    const intake = await intakeOf(tx, promises, site, services)
    return services.every((service) => {
      const { stop = null, seen, override } = intake.get(service.id) ?? {}
      if (stop !== null) return false
      if (override || !isControlled) return true
      const alone = plannedMinutes([{ service, people: 1 }])
      return minutes - alone <= (seen?.spareMinutes ?? Number.POSITIVE_INFINITY)
    })
  }
}

/** What was decided by hand at a site and holds now, the newest first. */
export function overridesAt(tx: Tx, site: Site): Promise<IntakeOverride[]> {
  return overridesNow(tx, site.id)
}

/** What a manager wants: for a service or all, until a wall time of the site today; null until the day ends. */
export type OverrideWish = {
  readonly service: Id<'service'> | null
  readonly takesIn: boolean
  readonly until: LocalTime | null
  readonly reason: OverrideReason
}

/** A manager opens or closes intake by hand. `time_past`: that time of today is over. */
export async function overrideIntake(
  tx: Tx,
  site: Site,
  { service, takesIn, until, reason }: OverrideWish,
): Promise<Result<IntakeOverride, 'time_past'>> {
  const today = dayOf(tx.now, site.timeZone)
  const [day, time] = until === null ? [addDays(today, 1), localTime('00:00')] : [today, until]
  const ends = instantOf(day, time, site.timeZone)
  if (ends <= tx.now) return fail('time_past')
  const override = {
    id: newId<'intakeOverride'>(tx.now),
    siteId: site.id,
    serviceId: service,
    takesIn,
    reason,
    startsAt: tx.now,
    until: ends,
  }
  await insertOverride(tx, override)
  tx.touch(site.id)
  return ok(override)
}

/** Takes back what was decided by hand: looking ahead decides again. `over`: it does not hold any more. */
export async function endOverride(
  tx: Tx,
  site: Site,
  id: Id<'intakeOverride'>,
): Promise<Result<null, 'over'>> {
  if (!(await endOverrideNow(tx, site.id, id, tx.now))) return fail('over')
  tx.touch(site.id)
  return ok(null)
}
