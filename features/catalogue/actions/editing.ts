import { createHash } from 'node:crypto'
import { type Id, newId } from '#kernel/id.ts'
import type { Texts } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type EditedChecklist, faultsOfEdited, sameChecklist, tidyChecklist } from '../model/editing.ts'
import type { Service } from '../model.ts'
import {
  type ChecklistVersion,
  checklistVersion,
  checklistVersions,
  insertChecklist,
  saveChecklist,
} from '../store/editing.ts'
import { readServices } from '../store.ts'
import { serviceIdsByKey } from './import.ts'

/** Versions that the history shows. */
const VERSIONS_SHOWN = 50

/** What to bring for a service, for whoever decides it. */
export type ChecklistNow = {
  readonly title: Texts
  /** Names what holds now. */
  readonly seen: string
  readonly checklist: EditedChecklist
  /** Newest first. */
  readonly versions: readonly ChecklistVersion[]
}

/** What to bring for a service as it holds now; undefined for one that there is not, or that is offered no more. */
export async function readChecklist(tx: Tx, serviceKey: string): Promise<ChecklistNow | undefined> {
  const service = await activeService(tx, serviceKey)
  if (!service) return undefined
  const checklist = checklistOf(service)
  return {
    title: service.texts.title,
    seen: nameOf(checklist),
    checklist,
    versions: await checklistVersions(tx, service.id, VERSIONS_SHOWN),
  }
}

type Seen = { readonly serviceKey: string; readonly seen: string }
type ChangeRefusal = 'unknown_service' | 'bad_checklist' | 'changed_meanwhile' | 'nothing_changed'

/**
 * Lets a list hold for a service, at once and for everybody. `changed_meanwhile` if it is not what was seen any more,
 * also by an import; `bad_checklist` if it has a gap, a contradiction or a slip.
 */
export async function writeChecklist(
  tx: Tx,
  { checklist, ...asked }: Seen & { readonly checklist: EditedChecklist },
): Promise<Result<Id<'serviceChecklist'>, ChangeRefusal>> {
  return decide(tx, asked, tidyChecklist(checklist), null)
}

/** Lets an earlier list hold again. */
export async function restoreChecklist(
  tx: Tx,
  { version, ...asked }: Seen & { readonly version: Id<'serviceChecklist'> },
): Promise<Result<Id<'serviceChecklist'>, ChangeRefusal | 'unknown_version'>> {
  const earlier = await checklistVersion(tx, version)
  const service = await activeService(tx, asked.serviceKey)
  if (!service) return fail('unknown_service')
  if (earlier?.serviceId !== service.id) return fail('unknown_version')
  return decide(tx, asked, tidyChecklist(earlier.checklist), version)
}

async function decide(
  tx: Tx,
  { serviceKey, seen }: Seen,
  checklist: EditedChecklist,
  restores: Id<'serviceChecklist'> | null,
): Promise<Result<Id<'serviceChecklist'>, ChangeRefusal>> {
  if (faultsOfEdited(checklist).length > 0) return fail('bad_checklist')
  // Whoever changes the catalogue holds the row of reference_version until the commit, so nobody is beside.
  await tx.changeReference()
  const service = await activeService(tx, serviceKey)
  if (!service) return fail('unknown_service')
  const standing = checklistOf(service)
  if (nameOf(standing) !== seen) return fail('changed_meanwhile')
  if (sameChecklist(standing, checklist)) return fail('nothing_changed')
  const [newest] = await checklistVersions(tx, service.id, 1)
  let version = newest?.version ?? 0
  const note = async (
    kept: Pick<ChecklistVersion, 'checklist' | 'imported' | 'restores'>,
  ): Promise<Id<'serviceChecklist'>> => {
    const id = newId<'serviceChecklist'>(tx.now)
    version += 1
    await insertChecklist(tx, { id, serviceId: service.id, version, changedAt: tx.now, ...kept })
    return id
  }
  // What came with a file is kept, too, else there would be no way back to it.
  if (!newest || !sameChecklist(newest.checklist, standing))
    await note({ checklist: standing, imported: true, restores: null })
  await saveChecklist(tx, service.id, checklist)
  return ok(await note({ checklist, imported: false, restores }))
}

async function activeService(tx: Tx, key: string): Promise<Service | undefined> {
  const id = (await serviceIdsByKey(tx)).get(key)
  const [service] = id ? await readServices(tx, [id]) : []
  return service?.active ? service : undefined
}

function checklistOf({ questions, papers, ...service }: Service): EditedChecklist {
  const { takesPapers, paperDays, settledByPapers } = service
  return tidyChecklist({ questions, papers, takesPapers, paperDays, settledByPapers })
}

function nameOf(checklist: EditedChecklist): string {
  return createHash('sha256').update(JSON.stringify(checklist)).digest('base64url')
}
