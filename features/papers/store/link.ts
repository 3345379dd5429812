import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

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
