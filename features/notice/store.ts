import type { Instant } from '#kernel/instant.ts'
import { at, atOrNull, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HouseNotice } from './model.ts'

/** All notices that are kept, some dozen. */
export async function readNotices(tx: Tx): Promise<HouseNotice[]> {
  return tx.rows(
    db
      .selectFrom('house_notice')
      .select([
        'id',
        'site_id as siteId',
        'texts',
        'shows_from as showsFrom',
        'shows_until as showsUntil',
        'withdrawn_at as withdrawnAt',
        'changed_at as changedAt',
      ])
      .orderBy('shows_from', 'desc')
      .orderBy('id'),
  )
}

/** Writes a notice, new or changed. */
export async function saveNotice(tx: Tx, notice: HouseNotice): Promise<void> {
  const row = {
    site_id: notice.siteId,
    texts: json(notice.texts),
    shows_from: at(notice.showsFrom),
    shows_until: at(notice.showsUntil),
    withdrawn_at: atOrNull(notice.withdrawnAt),
    changed_at: at(notice.changedAt),
  }
  await tx.run(
    db
      .insertInto('house_notice')
      .values({ id: notice.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  )
}

/** Forgets notices whose end was before. How many. */
export async function deleteNoticesBefore(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('house_notice').where('shows_until', '<', at(before)))
}

/** Is there a notice whose end was before? */
export async function anyNoticeBefore(tx: Tx, before: Instant): Promise<boolean> {
  const row = await tx.first(
    db.selectFrom('house_notice').select('id').where('shows_until', '<', at(before)).limit(1),
  )
  return row !== undefined
}
