import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * Counts that a number was given today, by its digest; false where that was as often as it may be, whoever gives it at the
 * same moment (constraint mobile_given_nth).
 */
export async function countGiven(
  tx: Tx,
  given: { readonly digest: Buffer; readonly day: LocalDate; readonly siteId: Id<'site'> },
  most: number,
): Promise<boolean> {
  const { digest, day, siteId } = given
  for (let nth = 1; nth <= most; nth++) {
    const row = { digest, day, nth, site_id: siteId, given_at: at(tx.now) }
    const count = await tx.run(
      db
        .insertInto('mobile_given')
        .values(row)
        .onConflict((conflict) => conflict.constraint('mobile_given_nth').doNothing()),
    )
    if (count === 1) return true
  }
  return false
}

/** Kiosks of a site count one after the other: many at once would all find room for one more number. */
export async function lockKiosks(tx: Tx, siteId: Id<'site'>): Promise<void> {
  await lockNamed(tx, `mobile numbers at kiosks ${siteId}`)
}

/** How many numbers were given at a site since an instant. By index mobile_given_at. */
export async function givenSince(tx: Tx, siteId: Id<'site'>, since: Instant): Promise<number> {
  const row = await tx.first(
    db
      .selectFrom('mobile_given')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('site_id', '=', siteId)
      .where('given_at', '>', at(since)),
  )
  return Number(row?.count ?? 0)
}

/** Forgets what was counted at a site on days before. */
export async function deleteGivenBefore(tx: Tx, siteId: Id<'site'>, today: LocalDate): Promise<void> {
  await tx.run(db.deleteFrom('mobile_given').where('site_id', '=', siteId).where('day', '<', today))
}
