import { getSettings } from '#features/authority/actions.ts'
import { queueRefused } from '#features/message/actions.ts'
import { contactOf, loadVisit } from '#features/visit/actions.ts'
import { wayTo } from '#features/visit/model/channel.ts'
import { plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  CHECK_PATIENCE,
  MOST_LOST_CHECKS,
  type PaperFile,
  type RefusalReason,
  SCANNER_PAUSE,
} from '../model.ts'
import { changeState, claimNext, lockFile, lostChecks, visitToCome } from '../store.ts'
import { makeKey, openKey, placeOf, type Vault } from './vault.ts'

/** A file that one worker looks at now. */
export type Checking = Pick<PaperFile, 'id' | 'kind' | 'version'> & {
  readonly state: 'checking'
  readonly key: Buffer
}

/**
 * Takes the file that is due longest, of a visit whose contact is confirmed; committed as `checking` before anybody
 * looks into it, so that a worker that falls over it is noticed. Undefined when none is due, and where there is no
 * scanner and the city wants papers to wait for one.
 */
export async function claimFile(tx: Tx, vault: Vault, hasScanner: boolean): Promise<Checking | undefined> {
  // Papers that nobody may look into wait where they are, and for as long as that is so nothing is written of them.
  if (!hasScanner && (await getSettings(tx)).papersUnscanned === 'wait') return undefined
  const file = await claimNext(tx)
  if (!file) return undefined
  const key = openKey(vault, placeOf(tx, file), file) ?? impossible('a paper in quarantine has a key')
  await changeState(tx, file, { to: 'checking' })
  return { id: file.id, kind: file.kind, version: file.version + 1, state: 'checking', key }
}

/** How a look at a file ended. */
export type CheckEnd =
  | {
      readonly to: 'ready'
      readonly pages: number
      readonly sealedBytes: number
      readonly wrapped: Buffer
      readonly keptUntil: PaperFile['keptUntil']
      readonly sha256: Buffer
      readonly unchecked: boolean
    }
  | { readonly to: 'refused'; readonly reason: RefusalReason }
  /** No scanner answered, or there is none: it waits. */
  | { readonly to: 'quarantined' }

/** Writes how a look ended; false when the file was taken back or is over since: then what came of it is dropped. */
export async function endCheck(tx: Tx, file: Checking, end: CheckEnd): Promise<boolean> {
  if (end.to === 'refused') return refuse(tx, file, end.reason)
  if (end.to === 'quarantined')
    return changeState(tx, file, { to: 'quarantined', dueAt: plus(tx.now, SCANNER_PAUSE) })
  const { pages, sealedBytes, wrapped, keptUntil, sha256, unchecked } = end
  const key = { wrapped, keptUntil }
  return changeState(tx, file, { to: 'ready', pages, sealedBytes, key, sha256, unchecked })
}

/** Refuses a file, and tells who is to come with it, by their way; false when it was taken back or is over since. */
async function refuse(
  tx: Tx,
  file: Pick<PaperFile, 'id' | 'state' | 'version'>,
  reason: RefusalReason,
): Promise<boolean> {
  if (!(await changeState(tx, file, { to: 'refused', reason }))) return false
  const { visitId: cameBy, matterId } = (await lockFile(tx, file.id)) ?? impossible('a refused file vanished')
  const visitId = await visitToCome(tx, matterId, cameBy)
  const visit = visitId && (await loadVisit(tx, visitId))
  const contact = visit && (await contactOf(tx, visit.id))
  const way = contact && wayTo(contact)
  if (visit && way) await queueRefused(tx, { visitId: visit.id, language: visit.language, ...way })
  return true
}

/** A key for the pages of a file; undefined when the file is not being looked at any more. */
export async function keyForPages(
  tx: Tx,
  vault: Vault,
  { id, version }: Checking,
): Promise<
  { readonly key: Buffer; readonly wrapped: Buffer; readonly keptUntil: PaperFile['keptUntil'] } | undefined
> {
  const file = await lockFile(tx, id)
  if (file?.version !== version) return undefined
  const { keptUntil } = file
  return { ...makeKey(vault, placeOf(tx, { id, content: 2 }), keptUntil), keptUntil }
}

/**
 * Gives files back whose worker was lost, to be looked at again; one at which several were lost is refused as damaged.
 * So many.
 */
export async function recoverChecks(tx: Tx): Promise<number> {
  const lost = await lostChecks(tx, plus(tx.now, -CHECK_PATIENCE))
  for (const file of lost) {
    const tries = file.tries + 1
    if (tries >= MOST_LOST_CHECKS) await refuse(tx, file, 'damaged')
    else await changeState(tx, file, { to: 'quarantined', dueAt: tx.now, tries })
  }
  return lost.length
}
