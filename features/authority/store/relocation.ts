import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { RelocationWish, SiteAddress } from '../model/relocation.ts'

/** A move of a site to another address. */
export type Relocation = SiteAddress & {
  readonly id: Id<'relocation'>
  readonly siteId: Id<'site'>
  readonly firstDay: LocalDate
}

const relocations = db
  .selectFrom('relocation')
  .select(['id', 'site_id as siteId', 'first_day as firstDay', 'texts', 'district', 'street', 'postcode'])
  .select(['town', 'latitude', 'longitude', 'step_free as stepFree'])
  .select(['family_friendly as familyFriendly', 'self_service as selfService'])

/** All moves in force, past ones included; a few rows, read whole. */
export function readRelocations(tx: Tx): Promise<Relocation[]> {
  return tx.rows(relocations.where('withdrawn_at', 'is', null).orderBy('first_day').orderBy('id'))
}

/** The moves of a site, the latest first, also those that were taken back. */
export function readRelocationsOf(
  tx: Tx,
  siteId: Id<'site'>,
): Promise<(Relocation & { readonly withdrawnAt: Instant | null })[]> {
  return tx.rows(
    relocations
      .select('withdrawn_at as withdrawnAt')
      .where('site_id', '=', siteId)
      .orderBy('first_day', 'desc')
      .orderBy('id', 'desc'),
  )
}

/** Writes a move; undefined if another of that day was announced at the same moment (unique index relocation_once). */
export async function insertRelocation(
  tx: Tx,
  siteId: Id<'site'>,
  wish: RelocationWish,
): Promise<Id<'relocation'> | undefined> {
  const id = newId<'relocation'>(tx.now)
  const count = await tx.run(
    db
      .insertInto('relocation')
      .values({ id, site_id: siteId, ...columnsOf(wish), created_at: at(tx.now) })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return count === 1 ? id : undefined
}

/** Gives a move another day or address. Whoever changes moves holds the row of reference_version, so nobody is beside. */
export async function updateRelocation(tx: Tx, id: Id<'relocation'>, wish: RelocationWish): Promise<void> {
  await tx.run(db.updateTable('relocation').set(columnsOf(wish)).where('id', '=', id))
}

function columnsOf(wish: RelocationWish) {
  return {
    first_day: wish.firstDay,
    texts: json(wish.texts),
    district: wish.district,
    street: wish.street,
    postcode: wish.postcode,
    town: wish.town,
    latitude: wish.latitude,
    longitude: wish.longitude,
    step_free: wish.stepFree,
    family_friendly: wish.familyFriendly,
    self_service: wish.selfService,
  }
}

/** Takes a move back. */
export async function withdrawRelocation(tx: Tx, id: Id<'relocation'>): Promise<void> {
  await tx.run(
    db
      .updateTable('relocation')
      .set({ withdrawn_at: at(tx.now) })
      .where('id', '=', id),
  )
}
