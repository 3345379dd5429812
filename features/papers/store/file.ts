import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type FileKind, type FileState, isTransition, type PaperFile, type RefusalReason } from '../model.ts'

/** Every file with its paper; conditions are added. */
export const files = db
  .selectFrom('paper_file as f')
  .innerJoin('paper as p', 'p.id', 'f.paper_id')
  .select([
    'f.id',
    'f.paper_id as paperId',
    'p.matter_id as matterId',
    'f.visit_id as visitId',
    'p.item',
    'f.state',
    'f.version',
    'f.reason',
    'f.name',
    'f.kind',
    'f.bytes',
    'f.received_bytes as receivedBytes',
    'f.sealed_bytes as sealedBytes',
    'f.pages',
    'f.unchecked',
    'f.content',
    'f.kept_until as keptUntil',
    'f.created_at as createdAt',
    'f.changed_at as changedAt',
  ])

/**
 * Papers whose visit is confirmed are looked at; those of a hold wait for it, those of one that is over go. Those of a
 * cancelled one are looked at again once another confirmed visit goes on with its matter.
 */
const RELEASED = sql<boolean>`(v.state NOT IN ('held', 'expired', 'cancelled') OR v.state = 'cancelled' AND EXISTS (
  SELECT FROM visit_matter o JOIN visit x ON x.id = o.visit_id
  WHERE o.matter_id = p.matter_id AND x.state NOT IN ('held', 'expired', 'cancelled')))`

/** The rows of `files` as files; the lists are those of the CHECKs. */
export function toFile(row: Row): PaperFile {
  return { ...row, content: row.content === 2 ? 2 : 1 }
}

type Row = Omit<PaperFile, 'content'> & { readonly content: number }

/** The key of a file, wrapped by that of the day on which it goes. */
export type FileKey = { readonly wrapped: Buffer; readonly keptUntil: LocalDate }

/**
 * Lets nobody change a visit until the transaction ends, if it was locked before its papers are: whoever looks at papers
 * locks in this order, too, and a new file refers to its visit.
 */
export async function keepVisit(tx: Tx, id: Id<'visit'>): Promise<void> {
  await tx.rows(db.selectFrom('visit').select('id').where('id', '=', id).forKeyShare())
}

/** The paper of a matter for an item; made where there is none (constraint paper_once). */
export async function addPaper(tx: Tx, matterId: Id<'matter'>, item: string | null): Promise<Id<'paper'>> {
  const row = { id: newId<'paper'>(tx.now), matter_id: matterId, item, created_at: at(tx.now) }
  const { id } = await tx.one(
    db
      .insertInto('paper')
      .values(row)
      // Written again as it is, so that its id comes back and nobody drops it meanwhile.
      .onConflict((conflict) => conflict.constraint('paper_once').doUpdateSet({ item }))
      .returning('id'),
  )
  return id
}

/** The places that a visit's files have taken. */
export async function slotsOf(tx: Tx, visitId: Id<'visit'>): Promise<number[]> {
  const rows = await tx.rows(
    db.selectFrom('paper_file').select('slot').where('visit_id', '=', visitId).where('slot', 'is not', null),
  )
  return rows.flatMap(({ slot }) => slot ?? [])
}

/** How many files were ever begun for a visit. */
export async function triesOf(tx: Tx, visitId: Id<'visit'>): Promise<number> {
  const { count } = await tx.one(
    db
      .selectFrom('paper_file')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('visit_id', '=', visitId),
  )
  return Number(count)
}

/** A file of which nothing is here yet. */
export type Coming = {
  readonly id: Id<'paperFile'>
  readonly paperId: Id<'paper'>
  readonly visitId: Id<'visit'>
  readonly slot: number
  readonly name: string
  readonly kind: FileKind
  readonly bytes: number
  readonly key: FileKey
}

/** Begins a file, behind the other pages of its paper; false if the place was taken meanwhile (constraint paper_file_slot). */
export async function addFile(tx: Tx, coming: Coming): Promise<boolean> {
  const { id, paperId, visitId, slot, name, kind, bytes, key } = coming
  const added = await tx.run(
    db
      .insertInto('paper_file')
      .values(({ selectFrom }) => ({
        id,
        paper_id: paperId,
        visit_id: visitId,
        slot,
        page_order: selectFrom('paper_file')
          .select(sql<number>`least(coalesce(max(page_order), 0) + 1, 1000)`.as('next'))
          .where('paper_id', '=', paperId),
        version: 1,
        state: 'received' as const,
        name,
        kind,
        bytes,
        received_bytes: 0,
        sealed_bytes: 0,
        wrapped_key: key.wrapped,
        content: 1,
        kept_until: key.keptUntil,
        due_at: at(tx.now),
        created_at: at(tx.now),
        changed_at: at(tx.now),
      }))
      .onConflict((conflict) => conflict.constraint('paper_file_slot').doNothing()),
  )
  if (added === 1) await insertEvent(tx, id, 1, null, 'received')
  return added === 1
}

/** A file with its wrapped key, locked until the transaction ends. */
export async function lockFile(
  tx: Tx,
  id: Id<'paperFile'>,
): Promise<(PaperFile & { readonly wrappedKey: Buffer | null }) | undefined> {
  const row = await tx.first(
    files.select('f.wrapped_key as wrappedKey').where('f.id', '=', id).forUpdate('f'),
  )
  return row && { ...toFile(row), wrappedKey: row.wrappedKey }
}

/**
 * The files of these matters, whichever visit they came by, page by page (index paper_once). `released`: without those
 * whose visit is not confirmed.
 */
export async function filesOfMatters(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
  which: 'all' | 'released' = 'all',
): Promise<PaperFile[]> {
  if (matterIds.length === 0) return []
  const all = files
    .innerJoin('visit as v', 'v.id', 'f.visit_id')
    .where(sql<boolean>`p.matter_id = ANY(${matterIds}::uuid[])`)
    .orderBy('f.paper_id')
    .orderBy('f.page_order')
    .orderBy('f.id')
  const rows = await tx.rows(which === 'all' ? all : all.where(RELEASED))
  return rows.map(toFile)
}

/** Since when all of these files is here; those of which something is missing are left out. */
export async function wholeSince(
  tx: Tx,
  ids: readonly Id<'paperFile'>[],
): Promise<ReadonlyMap<Id<'paperFile'>, Instant>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('paper_event')
      .select(['file_id as id', 'happened_at as since'])
      .where(sql<boolean>`file_id = ANY(${ids}::uuid[])`)
      .where('from_state', '=', 'received')
      .where('to_state', '=', 'quarantined'),
  )
  return new Map(rows.map(({ id, since }) => [id, since]))
}

/** Writes how much of a file is here. */
export async function noteReceived(
  tx: Tx,
  id: Id<'paperFile'>,
  { receivedBytes, sealedBytes }: Pick<PaperFile, 'receivedBytes' | 'sealedBytes'>,
): Promise<void> {
  const row = { received_bytes: receivedBytes, sealed_bytes: sealedBytes, changed_at: at(tx.now) }
  await tx.run(db.updateTable('paper_file').set(row).where('id', '=', id))
}

/** What a change of state brings along. */
export type StateChange =
  | {
      readonly to: 'quarantined'
      readonly dueAt: Instant
      readonly tries?: number
    }
  | { readonly to: 'checking' }
  | {
      readonly to: 'ready'
      readonly pages: number
      readonly sealedBytes: number
      readonly key: FileKey
      readonly sha256: Buffer
      readonly unchecked: boolean
    }
  | { readonly to: 'refused'; readonly reason: RefusalReason }
  | { readonly to: 'destroyed' }

/**
 * Lets a file go on to another state, with the event that says so; false when somebody changed it since it was read.
 * Throws on a step that its life does not know, as the database would.
 */
export async function changeState(
  tx: Tx,
  file: Pick<PaperFile, 'id' | 'state' | 'version'>,
  change: StateChange,
): Promise<boolean> {
  if (!isTransition(file.state, change.to))
    return impossible(`a paper goes from ${file.state} to ${change.to}`)
  const version = file.version + 1
  const changed = await tx.run(
    db
      .updateTable('paper_file')
      .set({ state: change.to, version, changed_at: at(tx.now), ...columnsOf(change) })
      .where('id', '=', file.id)
      .where('version', '=', file.version),
  )
  if (changed === 1) await insertEvent(tx, file.id, version, file.state, change.to)
  return changed === 1
}

/** What is nowhere any more once a file is refused or destroyed. */
const EMPTIED = { slot: null, wrapped_key: null, sha256: null, pages: null, unchecked: false }

function columnsOf(change: StateChange) {
  switch (change.to) {
    case 'quarantined':
      return {
        due_at: at(change.dueAt),
        ...(change.tries === undefined ? {} : { tries: change.tries }),
      }
    case 'ready':
      return {
        content: 2,
        pages: change.pages,
        sealed_bytes: change.sealedBytes,
        wrapped_key: change.key.wrapped,
        kept_until: change.key.keptUntil,
        sha256: change.sha256,
        unchecked: change.unchecked,
      }
    case 'refused':
      return { ...EMPTIED, content: 1, reason: change.reason }
    case 'destroyed':
      return { ...EMPTIED, content: 1, reason: null, name: null }
    default:
      return {}
  }
}

async function insertEvent(
  tx: Tx,
  id: Id<'paperFile'>,
  version: number,
  from: FileState | null,
  to: FileState,
): Promise<void> {
  const row = { file_id: id, version, from_state: from, to_state: to, happened_at: at(tx.now) }
  await tx.run(db.insertInto('paper_event').values(row))
}

/**
 * The file that is due longest, locked, of a visit whose contact is confirmed; what another node has is left out (index
 * paper_file_due). With it its wrapped key and how often its worker was lost.
 */
export async function claimNext(
  tx: Tx,
): Promise<(PaperFile & { readonly wrappedKey: Buffer | null; readonly tries: number }) | undefined> {
  const row = await tx.first(
    files
      .innerJoin('visit as v', 'v.id', 'f.visit_id')
      .select(['f.wrapped_key as wrappedKey', 'f.tries'])
      .where('f.state', '=', 'quarantined')
      .where('f.due_at', '<=', at(tx.now))
      .where(RELEASED)
      .orderBy('f.due_at')
      .limit(1)
      .forUpdate('f')
      .skipLocked(),
  )
  return row && { ...toFile(row), wrappedKey: row.wrappedKey, tries: row.tries }
}

/** Files whose check began before a moment and never ended, locked. */
export function lostChecks(tx: Tx, before: Instant): Promise<LostCheck[]> {
  return tx.rows(
    db
      .selectFrom('paper_file')
      .select(['id', 'state', 'version', 'tries'])
      .where('state', '=', 'checking')
      .where('changed_at', '<', at(before))
      .limit(100)
      .forUpdate()
      .skipLocked(),
  )
}

type LostCheck = Pick<PaperFile, 'id' | 'state' | 'version'> & { readonly tries: number }

/** Uploads that nobody went on with since a moment, locked. */
export async function givenUp(tx: Tx, before: Instant): Promise<PaperFile[]> {
  const rows = await tx.rows(
    files
      .where('f.state', '=', 'received')
      .where('f.changed_at', '<', at(before))
      .limit(100)
      .forUpdate('f')
      .skipLocked(),
  )
  return rows.map(toFile)
}

/** Keeps a file until another day: its key, if it has one, is wrapped by the key of that day. */
export async function keepUntil(
  tx: Tx,
  id: Id<'paperFile'>,
  { wrapped, keptUntil }: { readonly wrapped: Buffer | null; readonly keptUntil: LocalDate },
): Promise<void> {
  const row = { wrapped_key: wrapped, kept_until: keptUntil }
  await tx.run(db.updateTable('paper_file').set(row).where('id', '=', id))
}

/** Forgets papers without a file that the file of record does not have. */
export async function dropEmptyPapers(tx: Tx): Promise<number> {
  return tx.run(
    db
      .deleteFrom('paper as p')
      .where('p.filed_at', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('paper_file as f').select('f.id').whereRef('f.paper_id', '=', 'p.id'))),
      ),
  )
}
