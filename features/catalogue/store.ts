import { type Selectable, sql } from 'kysely'
import type { ServiceFeeTable, ServicePaperTable, ServiceTable } from '#db/schema.gen.ts'
import type { Id } from '#kernel/id.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Offer, Service } from './model.ts'

/** Services with papers and fees, by rank: four small queries. Those with these ids, the active ones, or every one. */
export async function readServices(
  tx: Tx,
  which: 'active' | 'every' | readonly Id<'service'>[],
): Promise<Service[]> {
  if (which.length === 0) return []
  const all = db.selectFrom('service').selectAll().orderBy('rank').orderBy('key')
  const active = which === 'active' ? all.where('active', '=', true) : all
  const services = await tx.rows(typeof which === 'string' ? active : all.where('id', 'in', which))
  const papers = await tx.rows(db.selectFrom('service_paper').selectAll().orderBy('position'))
  const fees = await tx.rows(db.selectFrom('service_fee').selectAll().orderBy('key').orderBy('valid_from'))
  const pairs = await tx.rows(
    db
      .selectFrom('service_apart')
      .innerJoin('service as one', 'one.id', 'service_apart.one_id')
      .innerJoin('service as other', 'other.id', 'service_apart.other_id')
      .select(['one.key as one', 'other.key as other'])
      .orderBy('one')
      .orderBy('other'),
  )
  const notWith = (key: string) =>
    pairs.flatMap(({ one, other }) => (one === key ? [other] : other === key ? [one] : []))
  const papersOf = Map.groupBy(papers, (row) => row.service_id)
  const feesOf = Map.groupBy(fees, (row) => row.service_id)
  return services.map((row) => ({
    ...toService(row, papersOf.get(row.id) ?? [], feesOf.get(row.id) ?? []),
    notWith: notWith(row.key),
  }))
}

function toService(
  row: Selectable<ServiceTable>,
  papers: readonly Selectable<ServicePaperTable>[],
  fees: readonly Selectable<ServiceFeeTable>[],
): Omit<Service, 'notWith'> {
  return {
    id: row.id,
    key: row.key,
    leikaKey: row.leika_key,
    ticketPrefix: row.ticket_prefix,
    minutes: row.minutes,
    minutesPerFurtherPerson: row.minutes_per_further_person,
    peopleLimit: row.people_limit,
    rank: row.rank,
    onlineUrl: row.online_url,
    deadline:
      row.deadline_days === null || row.deadline_texts === null
        ? null
        : { days: row.deadline_days, texts: row.deadline_texts },
    family: row.family,
    scarce: row.scarce,
    standsAlone: row.stands_alone,
    sharedStep:
      row.shared_step === null || row.shared_minutes === null
        ? null
        : { key: row.shared_step, minutes: row.shared_minutes },
    quick: row.quick,
    kinds: row.kinds,
    reminderHours: row.reminder_hours,
    reminderChannels: row.reminder_channels,
    texts: row.texts,
    synonyms: row.synonyms,
    questions: row.questions,
    settledByPapers: row.settled_by_papers,
    papers: papers.map(({ texts, needed_when: when, only_if: onlyIf, choice, form }) => ({
      ...texts,
      when,
      onlyIf,
      choice,
      ...(form === null ? {} : { form }),
    })),
    takesPapers: row.takes_papers,
    paperDays: row.paper_days,
    fees: fees.map((fee) => ({
      key: fee.key,
      validFrom: fee.valid_from,
      validUntil: fee.valid_until,
      cents: fee.cents,
      texts: fee.texts,
    })),
    active: row.active,
  }
}

export function readOffers(tx: Tx): Promise<Offer[]> {
  return tx.rows(
    db
      .selectFrom('site_service')
      .innerJoin('service', 'service.id', 'site_service.service_id')
      .select(['site_service.site_id as siteId', 'site_service.service_id as serviceId', 'site_service.mode'])
      .where('service.active', '=', true)
      .orderBy('site_service.site_id')
      .orderBy('service.rank'),
  )
}

/** Writes how long services are planned; bookings that stand keep their minutes. */
export async function savePlannedMinutes(
  tx: Tx,
  planned: readonly { readonly serviceId: Id<'service'>; readonly minutes: number }[],
): Promise<void> {
  const services = planned.map(({ serviceId }) => serviceId)
  const minutes = planned.map((one) => one.minutes)
  await tx.run(
    raw(sql`UPDATE service SET minutes = wanted.minutes
      FROM unnest(${services}::uuid[], ${minutes}::smallint[]) AS wanted (id, minutes)
      WHERE service.id = wanted.id AND service.minutes <> wanted.minutes`),
  )
}

/** Writes how services are offered at a site; only those that are offered there. */
export async function saveModes(
  tx: Tx,
  siteId: Id<'site'>,
  offers: readonly Pick<Offer, 'serviceId' | 'mode'>[],
): Promise<void> {
  const services = offers.map(({ serviceId }) => serviceId)
  const modes = offers.map(({ mode }) => mode)
  await tx.run(
    raw(sql`UPDATE site_service SET mode = wanted.mode
      FROM unnest(${services}::uuid[], ${modes}::text[]) AS wanted (service_id, mode)
      WHERE site_service.site_id = ${siteId} AND site_service.service_id = wanted.service_id
        AND site_service.mode <> wanted.mode`),
  )
}
