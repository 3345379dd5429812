import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PaperFile } from '../model.ts'
import { files, toFile } from './file.ts'

/** A link by which somebody here opens a paper: all of it, or one page from 1 on. */
export type PaperLink = {
  readonly paperId: Id<'paper'>
  readonly page: number | null
}

/** Keeps the digest of a link until it is used or over. */
export async function addLink(
  tx: Tx,
  link: PaperLink & { readonly digest: Buffer; readonly expiresAt: Instant },
): Promise<void> {
  const { digest, paperId, page, expiresAt } = link
  await tx.run(
    db.insertInto('paper_link').values({ digest, paper_id: paperId, page, expires_at: at(expiresAt) }),
  )
}

/** The link of a digest, which is used up by it: the second of two who open it at once gets nothing (primary key). */
export async function takeLink(tx: Tx, digest: Buffer): Promise<PaperLink | undefined> {
  const row = await tx.first(
    db.deleteFrom('paper_link').where('digest', '=', digest).returning(['paper_id', 'page', 'expires_at']),
  )
  if (!row || row.expires_at <= tx.now) return undefined
  return { paperId: row.paper_id, page: row.page }
}

/** Forgets links that are over. */
export async function deleteLinks(tx: Tx): Promise<number> {
  return tx.run(db.deleteFrom('paper_link').where('expires_at', '<=', at(tx.now)))
}

/** The sites to which visits with a paper's matter come or came; of those never confirmed none. */
export async function sitesOfPaper(tx: Tx, paperId: Id<'paper'>): Promise<Id<'site'>[]> {
  const rows = await tx.rows(
    db
      .selectFrom('paper as p')
      .innerJoin('visit_matter as l', 'l.matter_id', 'p.matter_id')
      .innerJoin('visit as v', 'v.id', 'l.visit_id')
      .select('v.site_id')
      .distinct()
      .where('p.id', '=', paperId)
      .where('v.state', 'not in', ['held', 'expired', 'cancelled']),
  )
  return rows.map((row) => row.site_id)
}

/** The matter of a paper. */
export async function matterOfPaper(tx: Tx, paperId: Id<'paper'>): Promise<Id<'matter'> | undefined> {
  const row = await tx.first(db.selectFrom('paper').select('matter_id').where('id', '=', paperId))
  return row?.matter_id
}

/** The files of a paper that can be seen, page by page, with their wrapped keys. */
export async function readyFiles(
  tx: Tx,
  paperId: Id<'paper'>,
): Promise<(PaperFile & { readonly wrappedKey: Buffer | null })[]> {
  const rows = await tx.rows(
    files
      .select('f.wrapped_key as wrappedKey')
      .where('f.paper_id', '=', paperId)
      .where('f.state', '=', 'ready')
      .orderBy('f.page_order')
      .orderBy('f.id'),
  )
  return rows.map((row) => ({ ...toFile(row), wrappedKey: row.wrappedKey }))
}
