import pg from 'pg'
import { quoteIdentifier } from '#platform/db/authority.ts'
import type { BenchCity } from './city.ts'

/** Ids of the bench, by what they are of and their number. */
const id = (kind: number, n: string) =>
  `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/**
 * Rows of so many people who have booked for tomorrow, one visit, matter, contact and reminder each. The reminders have
 * fallen due one millisecond after the other, the last one now. Foreign keys are not looked at: the rows fit by their
 * making.
 */
const ROWS = (count: number) => [
  `INSERT INTO visit (id, site_id, origin, channel, state, version, day, people, minutes, language, appointment_at,
     booking_number, ticket_prefix, link_hash, created_at)
   SELECT ${id(1, 'n')}, site.id, 'booking', 'online', 'booked', 2, (now() + interval '1 day')::date, 1, 15,
     (ARRAY['de', 'de', 'de', 'en', 'de-simple'])[1 + n % 5], date_trunc('minute', now()) + interval '1 day',
     lpad(n::text, 8, '0'), 'A', sha256(('evening' || n)::bytea), now()
   FROM generate_series(1, ${count}) AS n
   JOIN (SELECT id, row_number() OVER (ORDER BY key) - 1 AS nth, count(*) OVER () AS every FROM site) site
     ON site.nth = n % site.every`,
  `INSERT INTO matter (id, reference, service_id, people)
   SELECT ${id(2, 'n')}, 'V' || translate(lpad(n::text, 9, '0'), '0123456789', '34679ACDEF'), service.id, 1
   FROM generate_series(1, ${count}) AS n
   JOIN (SELECT id, row_number() OVER (ORDER BY rank, key) - 1 AS nth FROM service) service ON service.nth = n % 8`,
  `INSERT INTO visit_matter (visit_id, service_id, matter_id)
   SELECT ${id(1, 'n')}, matter.service_id, matter.id FROM generate_series(1, ${count}) AS n
   JOIN matter ON matter.id = ${id(2, 'n')}`,
  `INSERT INTO visit_contact (visit_id, name, email)
   SELECT ${id(1, 'n')}, 'Ada Lind', 'r' || lpad(n::text, 6, '0') || '@mail.example' FROM generate_series(1, ${count}) AS n`,
  `INSERT INTO message (id, visit_id, kind, language, recipient, state, due_at, attempts, created_at, about_at, lead_hours)
   SELECT ${id(3, 'n')}, visit.id, 'reminder', visit.language, 'r' || lpad(n::text, 6, '0') || '@mail.example', 'due',
     now() - (${count} - n) * interval '1 millisecond', 0, now(), visit.appointment_at, 24
   FROM generate_series(1, ${count}) AS n JOIN visit ON visit.id = ${id(1, 'n')}`,
]

/** Lets so many people have booked for tomorrow, whose reminders are due now, in the order of their addresses. */
export async function fillEvening(city: BenchCity, count: number): Promise<void> {
  const owner = new pg.Client({ connectionString: city.ownerUrl })
  await owner.connect()
  try {
    await owner.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}`)
    await owner.query('SET session_replication_role = replica')
    await owner.query('DELETE FROM message')
    for (const table of ['visit_contact', 'visit_matter', 'matter', 'visit'])
      await owner.query(`DELETE FROM ${table}`)
    for (const rows of ROWS(count)) await owner.query(rows)
    await owner.query('ANALYZE')
  } finally {
    await owner.end()
  }
}
