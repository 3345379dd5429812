import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant, type LocalDate } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { ChosenLead } from '../model/leadTime.ts'

/** A service at a site, or anywhere in the city. */
export type LeadKey = { readonly serviceId: Id<'service'>; readonly siteId: Id<'site'> | null }

/** What a look found: minutes to the first free time, null where there was none. */
export type Offered = LeadKey & { readonly minutes: number | null }

/** Notes that the look of this hour is being made; false if somebody else has made it. */
export async function beginLook(tx: Tx, hour: Instant): Promise<boolean> {
  const begun = await tx.run(
    db
      .insertInto('lead_look')
      .values({ at: at(hour) })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return begun === 1
}

/** Adds what a look found to its day. */
export async function addOffered(tx: Tx, day: LocalDate, found: readonly Offered[]): Promise<void> {
  if (found.length === 0) return
  await tx.run(
    raw(sql`
      INSERT INTO lead_time AS known (day, service_id, site_id, samples, without_time, least_minutes, most_minutes, sum_minutes)
      SELECT ${day}::date, service_id, site_id, 1, (minutes IS NULL)::int, minutes, minutes, coalesce(minutes, 0)
      FROM unnest(${found.map(({ serviceId }) => serviceId)}::uuid[], ${found.map(({ siteId }) => siteId)}::uuid[],
        ${found.map(({ minutes }) => minutes)}::int[]) AS look (service_id, site_id, minutes)
      ON CONFLICT ON CONSTRAINT lead_time_once DO UPDATE SET samples = known.samples + 1,
        without_time = known.without_time + excluded.without_time,
        least_minutes = least(known.least_minutes, excluded.least_minutes),
        most_minutes = greatest(known.most_minutes, excluded.most_minutes),
        sum_minutes = known.sum_minutes + excluded.sum_minutes`),
  )
}

/** Notes that a day's bookings are being counted; false if they were. */
export async function beginCount(tx: Tx, day: LocalDate): Promise<boolean> {
  const begun = await tx.run(
    db
      .insertInto('lead_counted_day')
      .values({ day })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return begun === 1
}

/** Which of these days nobody has counted. */
export async function uncounted(tx: Tx, days: readonly LocalDate[]): Promise<LocalDate[]> {
  const rows = await tx.rows(
    db.selectFrom('lead_counted_day').select('day').where(sql<boolean>`day = ANY (${days}::date[])`),
  )
  const counted = new Set(rows.map(({ day }) => day))
  return days.filter((day) => !counted.has(day))
}

/** A matter that was booked, with its lead in minutes. */
export type BookedLead = LeadKey & { readonly siteId: Id<'site'>; readonly minutes: number }

/**
 * The first bookings made in a span, one row for each matter; visits that follow another are planned by the office and
 * say nothing about a choice. By visit_by_creation; some thousand rows.
 */
export function bookedLeads(tx: Tx, from: Instant, to: Instant): Promise<BookedLead[]> {
  return tx.rows(
    raw<BookedLead>(sql`
      SELECT matter.service_id AS "serviceId", visit.site_id AS "siteId",
        greatest(0, round(extract(epoch FROM visit.appointment_at - visit.created_at) / 60))::int AS minutes
      FROM visit JOIN visit_matter matter ON matter.visit_id = visit.id
      WHERE visit.origin = 'booking' AND visit.created_at >= ${isoInstant(from)} AND visit.created_at < ${isoInstant(to)}
        AND visit.state NOT IN ('held', 'expired') AND visit.follows_visit_id IS NULL AND visit.appointment_at IS NOT NULL`),
  )
}

/** Writes what a day's bookings say together. */
export async function writeChosen(
  tx: Tx,
  day: LocalDate,
  told: readonly (LeadKey & ChosenLead)[],
): Promise<void> {
  if (told.length === 0) return
  await tx.run(
    raw(sql`
      INSERT INTO lead_time (day, service_id, site_id, bookings, median_minutes, within_fortnight)
      SELECT ${day}::date, * FROM unnest(${told.map(({ serviceId }) => serviceId)}::uuid[],
        ${told.map(({ siteId }) => siteId)}::uuid[], ${told.map(({ bookings }) => bookings)}::int[],
        ${told.map(({ medianMinutes }) => medianMinutes)}::int[],
        ${told.map(({ withinFortnight }) => withinFortnight)}::int[])
      ON CONFLICT ON CONSTRAINT lead_time_once DO UPDATE SET bookings = excluded.bookings,
        median_minutes = excluded.median_minutes, within_fortnight = excluded.within_fortnight`),
  )
}

/** A day of the history, as it is published. */
export type LeadDay = {
  readonly day: LocalDate
  readonly service: string
  /** Null: anywhere in the city. */
  readonly site: string | null
  readonly samples: number
  readonly withoutTime: number
  readonly leastMinutes: number | null
  readonly meanMinutes: number | null
  readonly mostMinutes: number | null
  readonly bookings: number | null
  readonly medianMinutes: number | null
  readonly withinFortnight: number | null
}

/** Days of the history, both included, of one service or all, by day, service and site. */
export function readLeadDays(
  tx: Tx,
  {
    from,
    to,
    service,
  }: { readonly from: LocalDate; readonly to: LocalDate; readonly service?: string | undefined },
): Promise<LeadDay[]> {
  return tx.rows(
    raw<LeadDay>(sql`
      SELECT l.day, service.key AS service, site.key AS site, l.samples, l.without_time AS "withoutTime",
        l.least_minutes AS "leastMinutes", (l.sum_minutes / nullif(l.samples - l.without_time, 0))::int AS "meanMinutes",
        l.most_minutes AS "mostMinutes", l.bookings, l.median_minutes AS "medianMinutes", l.within_fortnight AS "withinFortnight"
      FROM lead_time l JOIN service ON service.id = l.service_id LEFT JOIN site ON site.id = l.site_id
      WHERE l.day >= ${from} AND l.day <= ${to} AND (${service ?? null}::text IS NULL OR service.key = ${service ?? null})
      ORDER BY l.day, service.key, site.key NULLS FIRST`),
  )
}

/** Deletes what is older than a day, and marks that no look needs any more. */
export async function deleteLeadsBefore(tx: Tx, day: LocalDate, looks: Instant): Promise<number> {
  await tx.run(db.deleteFrom('lead_look').where('at', '<', at(looks)))
  await tx.run(db.deleteFrom('lead_counted_day').where('day', '<', day))
  return tx.run(db.deleteFrom('lead_time').where('day', '<', day))
}
