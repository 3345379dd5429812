import { createHash } from 'node:crypto'
import { type Id, newId } from '#kernel/id.ts'
import type { Texts } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type EditedChecklist, faultsOfEdited, sameChecklist, tidyChecklist } from '../model/editing.ts'
import { reminderFaults, type ServiceReminders, sameReminders, tidyReminders } from '../model/reminders.ts'
import type { Service } from '../model.ts'
import {
  type EditedPart,
  type EditedParts,
  insertVersion,
  newestVersion,
  type ServiceVersion,
  saveChecklist,
  saveReminders,
  serviceVersion,
  serviceVersions,
} from '../store/editing.ts'
import { readServices } from '../store.ts'
import { serviceIdsByKey } from './import.ts'

/** Versions that the history shows. */
const VERSIONS_SHOWN = 50

/** How a part of a service is read, compared and saved. */
type Editing<Part extends EditedPart, Bad extends string> = {
  readonly part: Part
  /** What it is called when something is wrong with it. */
  readonly bad: Bad
  readonly contentOf: (service: Service) => EditedParts[Part]
  readonly tidy: (content: EditedParts[Part]) => EditedParts[Part]
  readonly isGood: (content: EditedParts[Part]) => boolean
  readonly same: (one: EditedParts[Part], other: EditedParts[Part]) => boolean
  readonly save: (tx: Tx, serviceId: Id<'service'>, content: EditedParts[Part]) => Promise<void>
}

const CHECKLIST: Editing<'checklist', 'bad_checklist'> = {
  part: 'checklist',
  bad: 'bad_checklist',
  contentOf: ({ questions, papers, takesPapers, paperDays, settledByPapers }) => ({
    ...{ questions, papers, takesPapers, paperDays, settledByPapers },
  }),
  tidy: tidyChecklist,
  isGood: (checklist) => faultsOfEdited(checklist).length === 0,
  same: sameChecklist,
  save: saveChecklist,
}

const REMINDERS: Editing<'reminders', 'bad_reminders'> = {
  part: 'reminders',
  bad: 'bad_reminders',
  contentOf: ({ reminderHours, reminderChannels }) => ({ hours: reminderHours, channels: reminderChannels }),
  tidy: tidyReminders,
  isGood: (reminders) => reminderFaults(reminders).length === 0,
  same: sameReminders,
  save: saveReminders,
}

/** A part of a service, for whoever decides it. */
export type PartNow<Part extends EditedPart> = {
  readonly serviceId: Id<'service'>
  readonly title: Texts
  /** Names what holds now. */
  readonly seen: string
  readonly content: EditedParts[Part]
  /** Newest first. */
  readonly versions: readonly ServiceVersion<Part>[]
}

/** What to bring for a service as it holds now; undefined for one that there is not, or that is offered no more. */
export function readChecklist(tx: Tx, serviceKey: string): Promise<PartNow<'checklist'> | undefined> {
  return readPart(tx, serviceKey, CHECKLIST)
}

/** How people are reminded of a visit for a service as it holds now; undefined as above. */
export function readReminders(tx: Tx, serviceKey: string): Promise<PartNow<'reminders'> | undefined> {
  return readPart(tx, serviceKey, REMINDERS)
}

async function readPart<Part extends EditedPart>(
  tx: Tx,
  serviceKey: string,
  editing: Editing<Part, string>,
): Promise<PartNow<Part> | undefined> {
  const service = await activeService(tx, serviceKey)
  if (!service) return undefined
  const content = editing.tidy(editing.contentOf(service))
  return {
    serviceId: service.id,
    title: service.texts.title,
    seen: nameOf(content),
    content,
    versions: await serviceVersions(tx, service.id, editing.part, VERSIONS_SHOWN),
  }
}

type Seen = { readonly serviceKey: string; readonly seen: string }
type ChangeRefusal = 'unknown_service' | 'changed_meanwhile' | 'nothing_changed'

/** What was done: the new version, and the service as it stood before. */
export type PartChanged = {
  readonly version: Id<'serviceChecklist'>
  readonly before: Service
}

/**
 * Lets a list hold for a service, at once and for everybody. `changed_meanwhile` if it is not what was seen any more,
 * also by an import; `bad_checklist` if it has a gap, a contradiction or a slip.
 */
export async function writeChecklist(
  tx: Tx,
  { checklist, ...asked }: Seen & { readonly checklist: EditedChecklist },
): Promise<Result<PartChanged, ChangeRefusal | 'bad_checklist'>> {
  return decide(tx, asked, CHECKLIST, checklist, null)
}

/** Lets an earlier list hold again. */
export async function restoreChecklist(
  tx: Tx,
  asked: Seen & { readonly version: Id<'serviceChecklist'> },
): Promise<Result<PartChanged, ChangeRefusal | 'bad_checklist' | 'unknown_version'>> {
  return restore(tx, asked, CHECKLIST)
}

/** Lets reminders hold for a service, as a list does; bookings that stand follow where they are planned. */
export async function writeReminders(
  tx: Tx,
  { reminders, ...asked }: Seen & { readonly reminders: ServiceReminders },
): Promise<Result<PartChanged, ChangeRefusal | 'bad_reminders'>> {
  return decide(tx, asked, REMINDERS, reminders, null)
}

/** Lets earlier reminders hold again. */
export async function restoreReminders(
  tx: Tx,
  asked: Seen & { readonly version: Id<'serviceChecklist'> },
): Promise<Result<PartChanged, ChangeRefusal | 'bad_reminders' | 'unknown_version'>> {
  return restore(tx, asked, REMINDERS)
}

async function restore<Part extends EditedPart, Bad extends string>(
  tx: Tx,
  { version, ...asked }: Seen & { readonly version: Id<'serviceChecklist'> },
  editing: Editing<Part, Bad>,
): Promise<Result<PartChanged, ChangeRefusal | Bad | 'unknown_version'>> {
  const earlier = await serviceVersion(tx, editing.part, version)
  const service = await activeService(tx, asked.serviceKey)
  if (!service) return fail('unknown_service')
  if (earlier?.serviceId !== service.id) return fail('unknown_version')
  return decide(tx, asked, editing, earlier.content, version)
}

async function decide<Part extends EditedPart, Bad extends string>(
  tx: Tx,
  { serviceKey, seen }: Seen,
  editing: Editing<Part, Bad>,
  written: EditedParts[Part],
  restores: Id<'serviceChecklist'> | null,
): Promise<Result<PartChanged, ChangeRefusal | Bad>> {
  const wanted = editing.tidy(written)
  if (!editing.isGood(wanted)) return fail(editing.bad)
  // Whoever changes the catalogue holds the row of reference_version until the commit, so nobody is beside.
  await tx.changeReference()
  const service = await activeService(tx, serviceKey)
  if (!service) return fail('unknown_service')
  const standing = editing.tidy(editing.contentOf(service))
  if (nameOf(standing) !== seen) return fail('changed_meanwhile')
  if (editing.same(standing, wanted)) return fail('nothing_changed')
  const [newest] = await serviceVersions(tx, service.id, editing.part, 1)
  let version = await newestVersion(tx, service.id)
  const note = async (
    kept: Pick<ServiceVersion<Part>, 'content' | 'imported' | 'restores'>,
  ): Promise<Id<'serviceChecklist'>> => {
    const id = newId<'serviceChecklist'>(tx.now)
    version += 1
    await insertVersion(tx, editing.part, {
      id,
      serviceId: service.id,
      version,
      changedAt: tx.now,
      ...kept,
    })
    return id
  }
  // What came with a file is kept, too, else there would be no way back to it.
  if (!newest || !editing.same(newest.content, standing))
    await note({ content: standing, imported: true, restores: null })
  await editing.save(tx, service.id, wanted)
  return ok({
    version: await note({ content: wanted, imported: false, restores }),
    before: service,
  })
}

async function activeService(tx: Tx, key: string): Promise<Service | undefined> {
  const id = (await serviceIdsByKey(tx)).get(key)
  const [service] = id ? await readServices(tx, [id]) : []
  return service?.active ? service : undefined
}

function nameOf(content: EditedParts[EditedPart]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
