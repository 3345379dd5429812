import { findServicesById } from '#features/catalogue/actions.ts'
import type { Answers, Service } from '#features/catalogue/model.ts'
import { forgetGreen, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { kindByContent, kindByName, SNIFFED_BYTES } from '#platform/files/kind.ts'
import {
  freeSlot,
  isUnconfirmed,
  keepingOf,
  MOST_BYTES,
  MOST_FILES,
  MOST_TRIES,
  type PaperFile,
  type RefusalReason,
  shownFileName,
  takesPapersNow,
} from '../model.ts'
import {
  addFile,
  addPaper,
  changeState,
  filesOfMatters,
  keepVisit,
  lockFile,
  lockPaper,
  matterVisits,
  noteReceived,
  slotsOf,
  triesOf,
} from '../store.ts'
import { makeKey, openKey, placeOf, type Vault } from './vault.ts'

/** A matter of a visit that takes papers, with what its service asks for. */
export type PaperMatter = {
  readonly matterId: Id<'matter'>
  readonly service: Service
  /** What was answered to the questions of its list. */
  readonly answers: Answers
}

/** The matters of a visit, and of the one linked after it, whose service takes papers before the visit. */
export async function mattersToHandInFor(tx: Tx, visit: Visit): Promise<PaperMatter[]> {
  const ids = [visit.id, ...(visit.linked ? [visit.linked.visitId] : [])]
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return matters.flatMap(({ id, serviceId, answers = {} }) => {
    const service = services.find((each) => each.id === serviceId)
    return service?.takesPapers ? [{ matterId: id, service, answers }] : []
  })
}

/** What somebody wants to hand in. */
export type Announced = {
  readonly matterId: Id<'matter'>
  /** The German words of the service's list; null for what stands on no list. */
  readonly item: string | null
  /** As the browser names it: may be anything. */
  readonly name: string
  /** In bytes; a file that ends earlier or goes on longer is refused. */
  readonly bytes: number
}

/** Why nothing can be handed in, or not this. */
export type HandInRefusal =
  | 'closed'
  | 'too_many_files'
  | 'unknown_paper'
  | Extract<RefusalReason, 'empty' | 'too_large' | 'wrong_kind'>

/**
 * Begins to take a file for a matter of a visit. Whatever can be seen before its first byte is refused at once: then
 * nothing is kept. A place that another file took at the same moment is looked for once more (constraint
 * paper_file_slot).
 */
export async function beginFile(
  tx: Tx,
  vault: Vault,
  visit: Visit,
  announced: Announced,
): Promise<Result<Id<'paperFile'>, HandInRefusal>> {
  if (!takesPapersNow(visit)) return fail('closed')
  const matters = await mattersToHandInFor(tx, visit)
  const matter = matters.find(({ matterId }) => matterId === announced.matterId)
  if (!matter || !isAskedFor(matter.service, announced.item)) return fail('unknown_paper')
  if (announced.bytes === 0) return fail('empty')
  if (announced.bytes > MOST_BYTES) return fail('too_large')
  const kind = kindByName(announced.name)
  if (!kind) return fail('wrong_kind')
  if ((await triesOf(tx, visit.id)) >= MOST_TRIES) return fail('too_many_files')
  const keeping = (await matterVisits(tx, [matter.matterId])).get(matter.matterId)
  const kept = keeping && keepingOf(keeping.visits, keeping.days)
  if (kept?.kind !== 'keep') return fail('closed')
  await keepVisit(tx, visit.id)
  const paperId = await addPaper(tx, matter.matterId, announced.item)
  const id = newId<'paperFile'>(tx.now)
  const { wrapped } = makeKey(vault, placeOf(tx, { id, content: 1 }), kept.until)
  const coming = {
    id,
    paperId,
    visitId: visit.id,
    name: shownFileName(announced.name),
    kind,
    bytes: announced.bytes,
    key: { wrapped, keptUntil: kept.until },
  }
  for (;;) {
    const slot = freeSlot(await slotsOf(tx, visit.id), visit)
    if (slot === undefined) return fail('too_many_files')
    if (await addFile(tx, { ...coming, slot })) return ok(id)
  }
}

function isAskedFor({ papers }: Pick<Service, 'papers'>, item: string | null): boolean {
  return item === null || papers.some(({ de }) => de === item)
}

/** How far a file is after a part of it. */
export type Received = { readonly receivedBytes: number; readonly bytes: number; readonly isWhole: boolean }

/** Why a part is not taken. `wrong_place`: another part is due, from `receivedBytes` of the file on. */
export type PartRefusal = 'unknown_file' | 'wrong_place' | 'too_large' | 'wrong_kind' | 'other_kind'

/**
 * Takes the next part of a file, from the byte on that is due. It is sealed on disk before the transaction ends; one
 * that is rolled back leaves bytes behind that the next part overwrites. With its last byte the file is whole and goes
 * to quarantine. A file that does not begin as its name says is refused with its first part.
 */
export async function receivePart(
  tx: Tx,
  vault: Vault,
  visit: Pick<Visit, 'id' | 'state'>,
  part: { readonly fileId: Id<'paperFile'>; readonly from: number; readonly bytes: Buffer },
): Promise<Result<Received, PartRefusal>> {
  const file = await lockFile(tx, part.fileId)
  if (file?.visitId !== visit.id || file.state !== 'received' || !takesPapersNow(visit))
    return fail('unknown_file')
  if (part.from !== file.receivedBytes || part.bytes.length === 0) return fail('wrong_place')
  const receivedBytes = file.receivedBytes + part.bytes.length
  if (receivedBytes > file.bytes) return fail('too_large')
  if (part.from === 0 && part.bytes.length >= Math.min(SNIFFED_BYTES, file.bytes)) {
    const kind = kindByContent(part.bytes.subarray(0, SNIFFED_BYTES))
    if (kind === undefined) return fail('wrong_kind')
    if (kind !== file.kind) return fail('other_kind')
  }
  const place = placeOf(tx, { id: file.id, content: 1 })
  const key = openKey(vault, place, file) ?? impossible('a file that comes has a key')
  const isWhole = receivedBytes === file.bytes
  const sealedBytes = await vault.files.append(place, key, {
    bytes: part.bytes,
    from: part.from,
    sealedBefore: file.sealedBytes,
    isLast: isWhole,
  })
  await noteReceived(tx, file.id, { receivedBytes, sealedBytes })
  if (isWhole) {
    await lockPaper(tx, file.paperId)
    await changeState(tx, file, { to: 'quarantined', dueAt: tx.now })
    // Whoever called the paper good has not seen this page of it.
    await forgetGreen(tx, [file])
    tx.touch(PIPELINE_TOPIC)
  }
  return ok({ receivedBytes, bytes: file.bytes, isWhole })
}

/** Wakes the pipeline of an authority. */
export const PIPELINE_TOPIC = 'papers'

/** Takes a whole file at once: what a form without script sends. */
export async function takeFile(
  tx: Tx,
  vault: Vault,
  visit: Visit,
  announced: Omit<Announced, 'bytes'> & { readonly content: Buffer },
): Promise<Result<Id<'paperFile'>, HandInRefusal | 'other_kind'>> {
  const begun = await beginFile(tx, vault, visit, { ...announced, bytes: announced.content.length })
  if (!begun.ok) return begun
  const part = { fileId: begun.value, from: 0, bytes: announced.content }
  const received = await receivePart(tx, vault, visit, part)
  if (received.ok) return begun
  if (received.code === 'wrong_kind' || received.code === 'other_kind' || received.code === 'too_large')
    return fail(received.code)
  return impossible(`a whole file is refused: ${received.code}`)
}

/** How far an upload is, for who goes on with it after a break; undefined for one that is none of this visit. */
export async function uploadOf(
  tx: Tx,
  visitId: Id<'visit'>,
  fileId: Id<'paperFile'>,
): Promise<Received | undefined> {
  const file = await lockFile(tx, fileId)
  if (file?.visitId !== visitId || file.state === 'destroyed' || file.state === 'refused') return undefined
  const { receivedBytes, bytes, state } = file
  return { receivedBytes, bytes, isWhole: state !== 'received' }
}

/**
 * Takes a file back, by who handed it in: it is gone at once, whatever is being done with it. Its content on disk is
 * then nobody's, and `rests` removes it; what is left of its paper is looked at anew. False where there is none of this
 * visit.
 */
export async function takeBack(tx: Tx, visit: Visit, fileId: Id<'paperFile'>): Promise<boolean> {
  const file = await lockFile(tx, fileId)
  const matters = await mattersToHandInFor(tx, visit)
  if (!file || file.state === 'destroyed' || !takesPapersNow(visit)) return false
  if (file.visitId !== visit.id && !matters.some(({ matterId }) => matterId === file.matterId)) return false
  await lockPaper(tx, file.paperId)
  const isGone = await changeState(tx, file, { to: 'destroyed' })
  if (isGone) await forgetGreen(tx, [file])
  return isGone
}

/** A matter with the papers handed in for it so far, for who hands them in. */
export type HandedIn = PaperMatter & { readonly files: readonly PaperFile[] }

/**
 * What was handed in for the matters of a visit, also at an earlier visit to them: nothing is needed twice. Files that
 * are gone are left out.
 */
export async function handedIn(tx: Tx, visit: Visit): Promise<HandedIn[]> {
  const matters = await mattersToHandInFor(tx, visit)
  const files = await filesOfMatters(
    tx,
    matters.map(({ matterId }) => matterId),
  )
  const shown = files.filter(({ state }) => state !== 'destroyed')
  return matters.map((matter) => ({
    ...matter,
    files: shown.filter(({ matterId }) => matterId === matter.matterId),
  }))
}

/** How many files this visit may still hand in. */
export async function placesLeft(
  tx: Tx,
  visit: Visit,
): Promise<{ readonly left: number; readonly most: number }> {
  const most = isUnconfirmed(visit) ? MOST_FILES.unconfirmed : MOST_FILES.confirmed
  const taken = (await slotsOf(tx, visit.id)).filter((slot) => slot <= most)
  return { left: most - taken.length, most }
}
