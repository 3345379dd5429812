import { listServices } from '#features/catalogue/actions.ts'
import {
  forgetPapersSeen,
  lockVisitAt,
  type MatterPaper,
  mattersOf,
  papersSeen,
  writePapersSeen,
} from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { atCounter, type CounterDay, type CounterRefusal } from './call.ts'

/** A paper as a counter names it: by the key of its service and its German words. */
export type NamedPaper = { readonly serviceKey: string; readonly paper: string }

/**
 * Notes that papers of the person at a counter were seen, or that they were not after all; the journal keeps that it
 * happened, not which. Nothing happens where it is so already. `unknown_paper` if the matter has no such paper.
 */
export async function notePapers(
  tx: Tx,
  here: CounterDay,
  named: readonly NamedPaper[],
  seen: boolean,
): Promise<Result<Visit | null, CounterRefusal | 'unknown_paper'>> {
  // Locked before its matters are read: one that is taken out meanwhile has no papers any more.
  const visit = await lockVisitAt(tx, here.counterId)
  if (!visit) return fail('nobody_here')
  const papers = await papersNamed(tx, visit.id, named)
  if (!papers) return fail('unknown_paper')
  const known = await papersSeen(tx, visit.id)
  const changed = papers.filter((one) => known.some((other) => isSame(one, other)) !== seen)
  if (changed.length === 0) return ok(null)
  const noted = await atCounter(tx, here, 'papers_seen', () => ({ counterId: here.counterId }))
  if (!noted.ok) return noted
  await (seen ? writePapersSeen : forgetPapersSeen)(tx, noted.value.id, changed)
  return noted
}

function isSame(one: MatterPaper, other: MatterPaper): boolean {
  return one.serviceId === other.serviceId && one.paper === other.paper
}

/** The papers that are meant; undefined if one of them is not of a matter of the visit. */
async function papersNamed(
  tx: Tx,
  visitId: Id<'visit'>,
  named: readonly NamedPaper[],
): Promise<MatterPaper[] | undefined> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = (await listServices(tx)).filter(({ id }) =>
    matters.some(({ serviceId }) => serviceId === id),
  )
  const papers = named.flatMap(({ serviceKey, paper }) => {
    const service = services.find(({ key }) => key === serviceKey)
    return service?.papers.some(({ de }) => de === paper) ? [{ serviceId: service.id, paper }] : []
  })
  return papers.length === named.length ? papers : undefined
}
