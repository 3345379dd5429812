import { getSettings } from '#features/authority/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { StaffCaller } from '#features/staff/model.ts'
import { forgetGreen } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SealedPlace } from '#platform/files/sealedFiles.ts'
import { hasContent, keepingOf, type PaperFile, UPLOAD_PATIENCE } from '../model.ts'
import { maySeePapers } from '../policy.ts'
import {
  changeState,
  deleteLinks,
  dropEmptyPapers,
  filesByKeeping,
  filesOfMatters,
  forgetDestroyed,
  givenUp,
  keepUntil,
  livingFiles,
  lockFile,
  matterOfPaper,
  matterVisits,
  noteFiled,
  nothingKeptUntil,
  sitesOfPaper,
} from '../store.ts'
import { placeOf, type Vault, wrapAgain } from './vault.ts'

/** So many files are looked at in one transaction. */
const AT_ONCE = 200

/** So long it is still known that there was a file, without its name: as long as the audit. */
const TRACE_DAYS = 30

/**
 * Gives papers the day that their matters say, and destroys those that are over: past their day, or of visits that were
 * cancelled or never confirmed. Run again it finds nothing to do. Each visit whose papers are destroyed leaves a line in
 * the audit. True when there may be more.
 */
export async function settleKeeping(tx: Tx, vault: Vault): Promise<boolean> {
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  const files = await filesByKeeping(tx, today, AT_ONCE)
  const matters = await matterVisits(tx, [...new Set(files.map(({ matterId }) => matterId))])
  const over: PaperFile[] = []
  for (const file of files) {
    const { visits = [], days = 0 } = matters.get(file.matterId) ?? {}
    const keeping = keepingOf(visits, days)
    if (file.ranOut || keeping.kind === 'destroy' || keeping.until < today) over.push(file)
    else if (keeping.until !== file.keptUntil) {
      const wrapped = wrapAgain(vault, placeOf(tx, file), file, keeping.until)
      await keepUntil(tx, file.id, { wrapped, keptUntil: keeping.until })
    }
  }
  await destroyAll(tx, over, 'papers_destroyed', null)
  await forgetGreen(tx, over)
  await dropEmptyPapers(tx)
  return files.length === AT_ONCE
}

/**
 * Ends the papers of matters at once, because they went to the file of record: their keys are gone with the commit. So
 * many files.
 */
export async function handOverPapers(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
  staffId: Id<'staffMember'>,
): Promise<number> {
  return handOverFiles(tx, await filesOfMatters(tx, matterIds), staffId)
}

async function handOverFiles(
  tx: Tx,
  files: readonly PaperFile[],
  staffId: Id<'staffMember'>,
): Promise<number> {
  const locked: PaperFile[] = []
  for (const { id } of files) {
    const file = await lockFile(tx, id)
    if (file && file.state !== 'destroyed') locked.push(file)
  }
  await noteFiled(tx, [
    ...new Set(locked.filter(({ state }) => state === 'ready').map(({ paperId }) => paperId)),
  ])
  await destroyAll(tx, locked, 'papers_handed_over', staffId)
  return locked.length
}

/**
 * The same for the matter of a paper, or for it alone (`only`), by a clerk of its site. `not_found` also where the caller
 * may not see it; `not_ready` while a file is still coming or being checked: nobody can have put it into the file of
 * record.
 */
export async function handOverPaper(
  tx: Tx,
  caller: StaffCaller,
  paperId: Id<'paper'>,
  only = false,
): Promise<Result<number, 'not_found' | 'not_ready'>> {
  const sites = await sitesOfPaper(tx, paperId)
  if (!sites.some((siteId) => maySeePapers(caller, { siteId }))) return fail('not_found')
  const matterId = await matterOfPaper(tx, paperId)
  const all = matterId ? await filesOfMatters(tx, [matterId]) : []
  const files = only ? all.filter((file) => file.paperId === paperId) : all
  const isUnderWay = files.some(({ state }) => hasContent(state) && state !== 'ready')
  if (isUnderWay || !files.some(({ state }) => state === 'ready')) return fail('not_ready')
  return ok(await handOverFiles(tx, files, caller.staffId))
}

async function destroyAll(
  tx: Tx,
  files: readonly PaperFile[],
  action: 'papers_destroyed' | 'papers_handed_over',
  staffId: Id<'staffMember'> | null,
): Promise<void> {
  for (const file of files) await changeState(tx, file, { to: 'destroyed' })
  for (const visitId of new Set(files.map((file) => file.visitId)))
    await writeAudit(tx, { action, staffId, visitId })
}

/** Gives up uploads with which nobody goes on, and forgets links and traces that are over. */
export async function tidyPapers(tx: Tx): Promise<void> {
  for (const file of await givenUp(tx, plus(tx.now, -UPLOAD_PATIENCE)))
    await changeState(tx, file, { to: 'destroyed' })
  await deleteLinks(tx)
  await forgetDestroyed(tx, plus(tx.now, -TRACE_DAYS * DAY))
}

/** Destroys the keys of days that are over and on which nothing is kept any more; how many. */
export async function destroyDayKeys(tx: Tx, { keys }: Vault): Promise<number> {
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  let destroyed = 0
  for (const day of keys.days(tx.authority.key)) {
    if (day >= today || !(await nothingKeptUntil(tx, day))) break
    if (keys.destroy(tx.authority.key, day)) destroyed++
  }
  return destroyed
}

/** A rest on disk that is younger than this may belong to a transaction that has not ended, in milliseconds. */
const REST_AGE = 10 * 60_000

/** Where a city's transactions are made. */
type Transactions = { withAuthority<T>(authority: Authority, work: (tx: Tx) => Promise<T>): Promise<T> }

/**
 * What lies on the disk and belongs to no file any more: contents that were destroyed, originals of files that are ready,
 * and what a lost worker left; younger ones are left out. `computerNow` is the time by which the disk dates its files.
 */
export async function restsOf(
  { withAuthority }: Transactions,
  authority: Authority,
  { files }: Vault,
  computerNow: number,
  youngest = REST_AGE,
): Promise<readonly SealedPlace[]> {
  const lying = await files.list(authority.key, computerNow)
  const rests: SealedPlace[] = []
  for (let at = 0; at < lying.length; at += 1_000) {
    const some = lying.slice(at, at + 1_000).filter(({ age }) => age >= youngest)
    const ids = some.map(({ id }) => id)
    const living = await withAuthority(authority, (tx) => livingFiles(tx, ids))
    rests.push(...some.filter(({ id, content }) => living.get(id)?.content !== content))
  }
  return rests
}

/** Removes that from the disk. So many. */
export async function removeRests(
  transactions: Transactions,
  authority: Authority,
  vault: Vault,
  computerNow: number,
): Promise<number> {
  const rests = await restsOf(transactions, authority, vault, computerNow)
  for (const place of rests) await vault.files.remove(place)
  return rests.length
}
