import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { IntakeSeen, IntakeStop } from '../model.ts'
import type { Promises } from './promises.ts'
import { hallRulesOf } from './rules.ts'

/** Whether a number is drawn for a service now. */
export type Intake = {
  /** Why none is; null: one is drawn. */
  readonly stop: IntakeStop | null
  /** What looking ahead found; undefined where nobody knows. */
  readonly seen: IntakeSeen | undefined
}

/**
 * Whether numbers are drawn for services at a site now: the one place that decides it, for pages and for the command
 * itself. What looking ahead found may be up to a minute old; where it found nothing, and where the site's rules switch
 * the control off, one is drawn: nobody is sent away because something is not known.
 */
export async function intakeOf(
  tx: Tx,
  promises: Pick<Promises, 'intake'> | undefined,
  site: Site,
  services: readonly Pick<Service, 'id'>[],
): Promise<ReadonlyMap<Id<'service'>, Intake>> {
  const isControlled = (await hallRulesOf(tx, site.id)).intakeControl === 1
  return new Map(
    services.map(({ id }): [Id<'service'>, Intake] => {
      const seen = promises?.intake(tx.authority, site, id)
      return [id, { stop: isControlled ? (seen?.stop ?? null) : null, seen }]
    }),
  )
}

/** Decides for a command whether a number is drawn for all of these services. */
export function intakeFor(promises: Pick<Promises, 'intake'> | undefined) {
  return async (tx: Tx, site: Site, services: readonly Service[]): Promise<boolean> =>
    [...(await intakeOf(tx, promises, site, services)).values()].every(({ stop }) => stop === null)
}
