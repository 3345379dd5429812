import { sql } from 'kysely'
import type { StoredAnswers } from '#db/json.ts'
import { type Id, newId } from '#kernel/id.ts'
import { randomCode } from '#platform/crypto/token.ts'
import { db, json, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type EarlierVisit,
  isKnown,
  type KnownMatter,
  type Matter,
  type Outcome,
  type Visit,
  type VisitMatter,
} from '../model.ts'

/** V and nine characters, written V-34A-67C-D9E: booking numbers have eight and never a V. */
const newReference = () => `V${randomCode(9)}`

/** The rows of a visit that begins: of matters that are new, and of all that it comes for. */
export function matterRows(tx: Tx, visitId: Id<'visit'>, matters: readonly (Matter | KnownMatter)[]) {
  const known = matters.map((matter): { readonly matter: KnownMatter; readonly isNew: boolean } =>
    isKnown(matter)
      ? { matter, isNew: false }
      : { matter: { ...matter, id: newId<'matter'>(tx.now), reference: newReference() }, isNew: true },
  )
  return {
    begun: known.flatMap(({ matter, isNew }) =>
      isNew
        ? {
            id: matter.id,
            reference: matter.reference,
            service_id: matter.serviceId,
            people: matter.people,
            // Left out where nobody answered: the statement of most bookings stays one.
            ...(matter.answers ? { answers: json(matter.answers) } : {}),
          }
        : [],
    ),
    links: known.map(({ matter }) => ({
      visit_id: visitId,
      service_id: matter.serviceId,
      matter_id: matter.id,
      ...(matter.goingOn === undefined ? {} : { going_on: matter.goingOn }),
    })),
  }
}

/** Of one visit asked by itself, because the plan of a list is made anew each time. */
function isOneOf([first, ...others]: readonly Id<'visit'>[]) {
  return others.length === 0
    ? sql<boolean>`visit_matter.visit_id = ${first}`
    : sql<boolean>`visit_matter.visit_id = ANY(${[first, ...others]}::uuid[])`
}

/** What visits come for, by visit; for each the oldest matter first. */
export async function mattersOf(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<Map<Id<'visit'>, VisitMatter[]>> {
  const rows = visitIds.length
    ? await tx.rows(
        prepared(
          db
            .selectFrom('visit_matter')
            .innerJoin('matter', 'matter.id', 'visit_matter.matter_id')
            .select([
              'visit_matter.visit_id',
              'visit_matter.outcome',
              'matter.id',
              'matter.reference',
              'matter.service_id',
              'matter.people',
              'matter.answers',
            ])
            .where(isOneOf(visitIds))
            .orderBy('matter.id'),
        ),
      )
    : []
  const grouped = Map.groupBy(rows, (row) => row.visit_id)
  return new Map(
    [...grouped].map(([id, list]) => [
      id,
      list.map((row) => ({
        id: row.id,
        reference: row.reference,
        serviceId: row.service_id,
        people: row.people,
        outcome: row.outcome,
        ...(row.answers ? { answers: row.answers } : {}),
      })),
    ]),
  )
}

/** Visits that were served up to the day of this one, for each of its matters, the first one first. */
export async function earlierVisits(
  tx: Tx,
  visit: Pick<Visit, 'id' | 'day'>,
): Promise<Map<Id<'matter'>, EarlierVisit[]>> {
  const rows = await tx.rows(
    prepared(
      db
        .selectFrom('visit_matter as mine')
        .innerJoin('visit_matter as other', 'other.matter_id', 'mine.matter_id')
        .innerJoin('visit', 'visit.id', 'other.visit_id')
        .select(['other.matter_id', 'other.outcome', 'visit.id', 'visit.site_id', 'visit.day'])
        .where('mine.visit_id', '=', visit.id)
        .where('visit.id', '!=', visit.id)
        .where('visit.state', '=', 'done')
        .where('visit.day', '<=', visit.day)
        .orderBy('visit.day')
        .orderBy('visit.id'),
    ),
  )
  const grouped = Map.groupBy(rows, (row) => row.matter_id)
  return new Map(
    [...grouped].map(([id, list]) => [
      id,
      list.map((row) => ({
        visitId: row.id,
        siteId: row.site_id,
        day: row.day,
        outcome: row.outcome,
      })),
    ]),
  )
}

/**
 * Writes how far a visit brought its matters, or these of them: as its own trace, and as what holds for them from now
 * on. Null: nothing is known of it again.
 */
export async function setOutcome(
  tx: Tx,
  visitId: Id<'visit'>,
  outcome: Outcome | null,
  services?: readonly Id<'service'>[],
): Promise<void> {
  if (services?.length === 0) return
  await tx.run(
    db
      .with('traced', (cte) => {
        const all = cte.updateTable('visit_matter').set({ outcome }).where('visit_id', '=', visitId)
        return (services ? all.where('service_id', 'in', services) : all).returning('matter_id')
      })
      .updateTable('matter')
      .from('traced')
      .set({ outcome })
      .whereRef('matter.id', '=', 'traced.matter_id'),
  )
}

/** Writes how the questions of a service were answered, with the matter of a visit for it; none: nobody answered. */
export async function setAnswers(
  tx: Tx,
  visitId: Id<'visit'>,
  serviceId: Id<'service'>,
  answers: StoredAnswers | undefined,
): Promise<void> {
  await tx.run(
    db
      .updateTable('matter')
      .from('visit_matter')
      .set({ answers: answers && Object.keys(answers).length > 0 ? json(answers) : null })
      .whereRef('matter.id', '=', 'visit_matter.matter_id')
      .where('visit_matter.visit_id', '=', visitId)
      .where('visit_matter.service_id', '=', serviceId),
  )
}

/** Writes for how many people matters of a visit are now. */
export async function changePeople(tx: Tx, visitId: Id<'visit'>, matters: readonly Matter[]): Promise<void> {
  for (const { serviceId, people } of matters)
    await tx.run(
      db
        .updateTable('matter')
        .from('visit_matter')
        .set({ people })
        .whereRef('matter.id', '=', 'visit_matter.matter_id')
        .where('visit_matter.visit_id', '=', visitId)
        .where('visit_matter.service_id', '=', serviceId),
    )
}

/** Makes these what a visit comes for. A matter that stays keeps its id, reference and outcome. */
export async function setMatters(
  tx: Tx,
  visitId: Id<'visit'>,
  wanted: readonly (Matter | KnownMatter)[],
): Promise<void> {
  const known = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const before = new Map(known.map(({ serviceId, people }) => [serviceId, people]))
  await changeMattersOf(tx, visitId, {
    add: wanted.filter(({ serviceId }) => !before.has(serviceId)),
    drop: [...before.keys()].filter((id) => !wanted.some(({ serviceId }) => serviceId === id)),
  })
  const others = wanted.filter(
    ({ serviceId, people }) => before.has(serviceId) && before.get(serviceId) !== people,
  )
  await changePeople(tx, visitId, others)
}

/** Writes that a visit also comes for these matters, and no longer for those. */
async function changeMattersOf(
  tx: Tx,
  visitId: Id<'visit'>,
  { add, drop }: { readonly add: readonly (Matter | KnownMatter)[]; readonly drop: readonly Id<'service'>[] },
): Promise<void> {
  const { begun, links } = matterRows(tx, visitId, add)
  if (drop.length > 0)
    await tx.run(
      db.deleteFrom('visit_matter').where('visit_id', '=', visitId).where('service_id', 'in', drop),
    )
  if (begun.length > 0) await tx.run(db.insertInto('matter').values(begun))
  if (links.length > 0) await tx.run(db.insertInto('visit_matter').values(links))
}
