import type { StoredCapacity } from '#db/json.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { ChangeAbout, ChangeSource } from '../model/shareRules.ts'

/** One change of shares or hours. */
export type CapacityChange = {
  readonly id: Id<'capacityChange'>
  /** Null: the whole city. */
  readonly siteId: Id<'site'> | null
  readonly about: ChangeAbout
  readonly source: ChangeSource
  readonly changedAt: Instant
  readonly before: StoredCapacity
  readonly after: StoredCapacity
  readonly undoes: Id<'capacityChange'> | null
}

/** Writes a change down. */
export async function insertCapacityChange(
  tx: Tx,
  change: Omit<CapacityChange, 'id' | 'changedAt'>,
): Promise<Id<'capacityChange'>> {
  const id = newId<'capacityChange'>(tx.now)
  await tx.run(
    db.insertInto('capacity_change').values({
      id,
      site_id: change.siteId,
      about: change.about,
      source: change.source,
      changed_at: at(tx.now),
      before: json(change.before),
      after: json(change.after),
      undoes: change.undoes,
    }),
  )
  return id
}

const changes = db
  .selectFrom('capacity_change')
  .select([
    'id',
    'site_id as siteId',
    'about',
    'source',
    'changed_at as changedAt',
    'before',
    'after',
    'undoes',
  ])
  .orderBy('id', 'desc')

/** The newest changes, newest first; ids grow with time. Of one site, or of the city and all sites. */
export function readCapacityChanges(
  tx: Tx,
  {
    about,
    siteId,
    limit,
  }: { readonly about: ChangeAbout; readonly siteId?: Id<'site'>; readonly limit: number },
): Promise<CapacityChange[]> {
  const some = changes.where('about', '=', about).limit(limit)
  return tx.rows(siteId === undefined ? some : some.where('site_id', '=', siteId))
}

/** The newest change of the city's shares (null) or of a site's. */
export function newestShareChange(tx: Tx, siteId: Id<'site'> | null): Promise<CapacityChange | undefined> {
  return tx.first(
    changes.where('about', '=', 'shares').where('site_id', 'is not distinct from', siteId).limit(1),
  )
}
