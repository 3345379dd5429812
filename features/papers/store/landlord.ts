import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A link by which a landlord confirms that somebody has moved in. */
export type LandlordLink = {
  readonly id: Id<'landlordLink'>
  readonly visitId: Id<'visit'>
  readonly matterId: Id<'matter'>
  readonly item: string
  readonly usedAt: Instant | null
}

const LINK = ['id', 'visit_id as visitId', 'matter_id as matterId', 'item', 'used_at as usedAt'] as const

/**
 * Makes a link; nothing where the visit has an open one for the paper already (index landlord_link_open). One of a visit
 * before, whose matter has gone on to this one, gives way to it.
 */
export async function insertLandlordLink(
  tx: Tx,
  link: Omit<LandlordLink, 'usedAt'> & { readonly digest: Buffer },
): Promise<void> {
  const { id, visitId, matterId, item, digest } = link
  const made = { id, visit_id: visitId, digest, made_at: at(tx.now) }
  await tx.run(
    db
      .insertInto('landlord_link')
      .values({ ...made, matter_id: matterId, item })
      .onConflict((conflict) =>
        conflict
          .columns(['matter_id', 'item'])
          .where('used_at', 'is', null)
          .doUpdateSet(made)
          .where('landlord_link.visit_id', '<>', visitId),
      ),
  )
}

/** The links of a visit, the newest first (index landlord_link_of_visit). */
export function landlordLinks(tx: Tx, visitId: Id<'visit'>): Promise<LandlordLink[]> {
  return tx.rows(
    db.selectFrom('landlord_link').select(LINK).where('visit_id', '=', visitId).orderBy('made_at', 'desc'),
  )
}

/** The link of a digest, used or not (constraint landlord_link_digest). */
export function landlordLinkOf(tx: Tx, digest: Buffer): Promise<LandlordLink | undefined> {
  return tx.first(db.selectFrom('landlord_link').select(LINK).where('digest', '=', digest))
}

/** Uses a link up; false for the second of two who send at once, because the row is locked by the first. */
export async function takeLandlordLink(tx: Tx, id: Id<'landlordLink'>): Promise<boolean> {
  const row = { used_at: at(tx.now) }
  const taken = await tx.run(
    db.updateTable('landlord_link').set(row).where('id', '=', id).where('used_at', 'is', null),
  )
  return taken === 1
}

/** Makes an open link of a visit dead. */
export async function deleteLandlordLink(
  tx: Tx,
  visitId: Id<'visit'>,
  id: Id<'landlordLink'>,
): Promise<void> {
  await tx.run(
    db
      .deleteFrom('landlord_link')
      .where('id', '=', id)
      .where('visit_id', '=', visitId)
      .where('used_at', 'is', null),
  )
}
