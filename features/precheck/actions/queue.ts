import type { Site } from '#features/authority/model.ts'
import { plannedOf } from '#features/booking/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { letterArrives } from '#features/message/actions.ts'
import { papersOfMatters, type StaffFile, type StaffPaper } from '#features/papers/actions.ts'
import { contactOf, loadVisit, mattersOf, paperChecks } from '#features/visit/actions.ts'
import { wayTo } from '#features/visit/model/channel.ts'
import { papersDueAt } from '#features/visit/model/paperDeadline.ts'
import type { Contact, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type CheckedPaper,
  type HandedIn,
  isAllGreen,
  isOpen,
  papersToCheck,
  type Reached,
  reachedBy,
  stageOf,
} from '../model.ts'
import { NOTHING_SAID, type Precheck, prechecksOf, visitsWithPapers } from '../store.ts'

/** A queue is as long as somebody reads; what is behind it moves up. */
const QUEUE_LIMIT = 100

/** A paper that was handed in, with its files. */
export type Handed = HandedIn & {
  readonly paperId: Id<'paper'>
  readonly files: readonly StaffFile[]
  /** Pages that can be looked at. */
  readonly pages: number
}

/** A matter of a visit with its papers. */
export type CheckedMatter = {
  readonly reference: string
  readonly service: Service
  readonly people: number
  readonly papers: readonly CheckedPaper<Handed>[]
}

/** A visit as the queue shows it. */
export type CheckedVisit = Precheck & {
  readonly visit: Visit
  readonly name: string | null
  readonly reached: Reached
  /** How long the second of two linked visits takes, and how long it may at most; null: there is none. */
  readonly second: { readonly minutes: number; readonly longest: number } | null
  /** Until when its papers are looked at. */
  readonly dueAt: Instant
  /** Something came that nobody has looked at, or is missing and nobody said so. */
  readonly open: boolean
  /** All that is needed is there and good, and its services need nobody to come then. */
  readonly maySettle: boolean
  readonly matters: readonly CheckedMatter[]
}

/** The visits of a site whose papers came before them, in the order of their times. */
export async function queueOf(tx: Tx, site: Site): Promise<readonly CheckedVisit[]> {
  const ids = await visitsWithPapers(tx, site.id, dayOf(tx.now, site.timeZone), QUEUE_LIMIT)
  const queue: CheckedVisit[] = []
  for (const id of ids) queue.push(await checkedVisit(tx, site, id))
  return queue
}

/** So many visits wait for a look at their papers, and for so many of them it is late. */
export async function lookAhead(
  tx: Tx,
  site: Site,
): Promise<{ readonly open: number; readonly late: number }> {
  const open = (await queueOf(tx, site)).filter((one) => one.open)
  return { open: open.length, late: open.filter((one) => one.dueAt <= tx.now).length }
}

/** One visit with its papers and what was said of them. */
export async function checkedVisit(tx: Tx, site: Site, id: Id<'visit'>): Promise<CheckedVisit> {
  const visit = (await loadVisit(tx, id)) ?? impossible('a visit of the queue vanished')
  const ids = [id, ...(visit.linked && !visit.linked.second ? [visit.linked.visitId] : [])]
  const checked = await checkedMatters(tx, ids)
  const papers = checked.flatMap((matter) => matter.papers)
  const contact = await contactOf(tx, id)
  return {
    ...((await prechecksOf(tx, [id])).get(id) ?? NOTHING_SAID),
    visit,
    name: contact?.name ?? null,
    second: await secondOf(tx, visit),
    reached: reachedBy(contact, await isInTime(tx, visit, contact)),
    dueAt: papersDueAt(visit.appointmentAt ?? impossible('a booking without a time'), site.timeZone),
    open: isOpen(papers),
    maySettle:
      checked.length > 0 &&
      checked.every(({ service, papers: each }) => service.settledByPapers && isAllGreen(each)),
    matters: checked,
  }
}

async function secondOf(tx: Tx, { linked }: Visit): Promise<CheckedVisit['second']> {
  const second = linked && !linked.second ? await loadVisit(tx, linked.visitId) : undefined
  if (second?.state !== 'booked') return null
  return { minutes: second.minutes, longest: (await plannedOf(tx, second.id)).longest }
}

/** Does a letter that is written now come before the visit? Nobody asks where no letter is written. */
export async function isInTime(
  tx: Tx,
  { day }: Pick<Visit, 'day'>,
  contact: Contact | undefined,
): Promise<boolean> {
  const way = contact && wayTo(contact)
  return way?.channel === 'letter' && letterArrives(tx, day, way.recipient)
}

/** What a counter reads of somebody's papers. */
export type AtCounter = {
  readonly siteId: Id<'site'>
  readonly matters: readonly CheckedMatter[]
  /** Of a booking that needs papers which could be sent, none came. */
  readonly nothingSent: boolean
}

/** The papers of a visit whose person is at a counter, and the site of that; undefined of every other visit. */
export async function papersAtCounter(tx: Tx, id: Id<'visit'>): Promise<AtCounter | undefined> {
  const visit = await loadVisit(tx, id)
  if (visit?.state !== 'called' && visit?.state !== 'serving') return undefined
  const matters = await checkedMatters(tx, [id])
  const papers = matters.flatMap((matter) => matter.papers)
  const nothingSent =
    visit.appointmentAt !== null &&
    papers.every(({ handedIn }) => handedIn === null) &&
    matters.some(({ service, papers: each }) => service.takesPapers && each.some(({ needed }) => needed))
  return { siteId: visit.siteId, matters, nothingSent }
}

async function checkedMatters(tx: Tx, ids: readonly Id<'visit'>[]): Promise<CheckedMatter[]> {
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const matterIds = matters.map((matter) => matter.id)
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const came = await papersOfMatters(tx, matterIds)
  const checks = await paperChecks(tx, matterIds)
  return matters.flatMap(({ id: matterId, serviceId, reference, people, answers = {} }) => {
    const service = services.find((each) => each.id === serviceId)
    if (!service) return []
    const mine = came.filter((paper) => paper.matterId === matterId).map(handed)
    return [
      {
        reference,
        service,
        people,
        papers: papersToCheck(service, answers, mine, checks.get(matterId) ?? []),
      },
    ]
  })
}

/** A paper of a matter as the pre-check sees it. */
export function handed({ id: paperId, item, files, pages, filedAt }: StaffPaper): Handed {
  const at = instant(Math.max(filedAt ?? 0, ...files.map(({ handedInAt }) => handedInAt)))
  return { paperId, item, files, pages, at, stage: stageOf(files.map(({ state }) => state)) }
}
