import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { FileState, RefusalReason } from '../model.ts'
import { filesOfMatters, papersFiled, wholeSince } from '../store.ts'

export { lockPapers } from '../store.ts'

/** A paper of a matter as staff sees it. */
export type StaffPaper = {
  readonly id: Id<'paper'>
  readonly matterId: Id<'matter'>
  /** What it is of the service's list, by its German words; null: on no list. */
  readonly item: string | null
  /** Its files in page order, without those that are gone and those that are still coming. */
  readonly files: readonly StaffFile[]
  /** Pages that can be looked at. */
  readonly pages: number
  /** When the file of record took it over; null: it has not. */
  readonly filedAt: Instant | null
}

/** A file of a paper as staff sees it: what it is called, and how far it is. */
export type StaffFile = {
  readonly id: Id<'paperFile'>
  readonly state: Extract<FileState, 'quarantined' | 'checking' | 'ready' | 'refused'>
  readonly reason: RefusalReason | null
  /** As it may be shown. */
  readonly name: string
  readonly pages: number | null
  /** No scanner has seen it: say so where it is opened. */
  readonly unchecked: boolean
  /** When all of it was here. */
  readonly handedInAt: Instant
}

/**
 * The papers handed in for these matters, at whichever visit, by matter and in the order in which they were begun; also
 * those of which nothing is left here because the file of record has them. Of a visit that is held or was never confirmed
 * there is nothing: whoever asks must have read its state.
 */
export async function papersOfMatters(tx: Tx, matterIds: readonly Id<'matter'>[]): Promise<StaffPaper[]> {
  const files = await filesOfMatters(tx, matterIds, 'released')
  const filed = await papersFiled(tx, matterIds)
  const since = await wholeSince(
    tx,
    files.map(({ id }) => id),
  )
  const byPaper = Map.groupBy(files, ({ paperId }) => paperId)
  const here = [...byPaper.values()].flatMap((list): StaffPaper[] => {
    const [first] = list
    const shown = list.flatMap(({ id, state, reason, name, pages, unchecked, createdAt }) =>
      name !== null &&
      (state === 'quarantined' || state === 'checking' || state === 'ready' || state === 'refused')
        ? [{ id, state, reason, name, pages, unchecked, handedInAt: since.get(id) ?? createdAt }]
        : [],
    )
    if (!first || shown.length === 0) return []
    const pages = shown.reduce((sum, file) => sum + (file.pages ?? 0), 0)
    const filedAt = filed.find(({ id }) => id === first.paperId)?.filedAt ?? null
    return [{ id: first.paperId, matterId: first.matterId, item: first.item, files: shown, pages, filedAt }]
  })
  const gone = filed.filter(({ id }) => !here.some((paper) => paper.id === id))
  return [...here, ...gone.map((paper) => ({ ...paper, files: [], pages: 0 }))]
}
