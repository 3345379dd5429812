import type { StoredQuestions } from '#db/json.ts'
import type {
  ServiceApartTable,
  ServiceFeeTable,
  ServicePaperTable,
  ServiceTable,
  SiteServiceTable,
} from '#db/schema.gen.ts'
import type { ReminderChannel } from '#features/visit/model/reminder.ts'
import type { VisitKind } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Changes, merge, replaceRows } from '#platform/db/merge.ts'
import { db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

export type ServiceRow = Omit<
  ServiceTable,
  | 'id'
  | 'active'
  | 'scarce'
  | 'stands_alone'
  | 'kinds'
  | 'questions'
  | 'settled_by_papers'
  | 'reminder_channels'
  | 'reminder_hours'
  | 'takes_papers'
  | 'paper_days'
  | 'contact_days'
> & {
  active: boolean
  takes_papers: boolean
  paper_days: number
  contact_days: number
  scarce: boolean
  stands_alone: boolean
  kinds: VisitKind[]
  questions: StoredQuestions
  settled_by_papers: boolean
  reminder_channels: ReminderChannel[] | null
  reminder_hours: number[] | null
}

/** All services, also inactive ones. */
export function readServiceRows(tx: Tx): Promise<(ServiceRow & { id: Id<'service'> })[]> {
  return tx.rows(db.selectFrom('service').selectAll())
}

/** Creates and changes services; removes those for which nobody ever came. */
export async function mergeServices(tx: Tx, wanted: readonly ServiceRow[]): Promise<Changes> {
  const columns = (service: ServiceRow) => ({
    ...service,
    texts: json(service.texts),
    synonyms: json(service.synonyms),
    questions: json(service.questions),
    deadline_texts: service.deadline_texts && json(service.deadline_texts),
  })
  return merge(tx, {
    nameOf: (service) => service.key,
    standing: await readServiceRows(tx),
    wanted,
    insert: (service) =>
      tx.run(db.insertInto('service').values({ ...columns(service), id: newId<'service'>(tx.now) })),
    update: ({ id }, service) => tx.run(db.updateTable('service').set(columns(service)).where('id', '=', id)),
    remove: ({ id }) => db.deleteFrom('service').where('id', '=', id),
    deactivate: async ({ id, active }) => {
      await tx.run(db.updateTable('service').set({ active: false }).where('id', '=', id))
      return active
    },
  })
}

/** Papers to bring of all services; whether any changed. */
export async function replacePapers(tx: Tx, wanted: readonly ServicePaperTable[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('service_paper').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('service_paper'))
    const rows = wanted.map((row) => ({
      ...row,
      texts: json(row.texts),
      needed_when: row.needed_when && json(row.needed_when),
      only_if: row.only_if && json(row.only_if),
    }))
    if (rows.length > 0) await tx.run(db.insertInto('service_paper').values(rows))
  })
}

/** Fees of all services; whether any changed. */
export async function replaceFees(tx: Tx, wanted: readonly ServiceFeeTable[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('service_fee').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('service_fee'))
    const rows = wanted.map((row) => ({ ...row, texts: json(row.texts) }))
    if (rows.length > 0) await tx.run(db.insertInto('service_fee').values(rows))
  })
}

/** Which services keep apart; whether any of it changed. */
export async function replaceApart(tx: Tx, wanted: readonly ServiceApartTable[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('service_apart').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('service_apart'))
    if (wanted.length > 0) await tx.run(db.insertInto('service_apart').values([...wanted]))
  })
}

/** What is offered where; whether any changed. */
export async function replaceOffers(tx: Tx, wanted: readonly SiteServiceTable[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('site_service').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('site_service'))
    if (wanted.length > 0) await tx.run(db.insertInto('site_service').values([...wanted]))
  })
}
