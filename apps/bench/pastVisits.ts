import pg from 'pg'
import { isoInstant } from '#kernel/instant.ts'
import { type Authority, quoteIdentifier } from '#platform/db/authority.ts'
import { systemClock } from '#platform/time/clock.ts'

// Visits of the past two years, written by COPY: people who came without appointment and were served.

/** Days over which they are spread, the last of them a week ago. */
const DAYS = 730

/** A visit as all its tables see it, made from its number. */
const ROWS = `
  SELECT n, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id, site.id AS site_id,
    ('$now'::timestamptz - (7 + n % ${DAYS}) * interval '1 day')::timestamptz(0) AS at, ('$now'::timestamptz - (7 + n % ${DAYS}) * interval '1 day')::date AS day
  FROM generate_series($from, $to) AS n
  JOIN (SELECT id, row_number() OVER (ORDER BY key) - 1 AS nth, count(*) OVER () AS all_sites FROM site) site
    ON site.nth = n / ${DAYS} % site.all_sites`

type Part = { readonly table: string; readonly columns: string; readonly select: string }

const PARTS: readonly Part[] = [
  {
    table: 'visit',
    columns: `id, site_id, origin, channel, state, version, day, people, minutes, language, ticket_prefix, ticket_number,
      arrived_at, reference_at, due_at, callable_from, link_hash, created_at`,
    select: `id, site_id, 'ticket', 'kiosk', 'done', 2, day, 1, 15, 'de', 'A', 'A' || n, at, at, at, at,
      sha256(n::text::bytea), at`,
  },
  {
    table: 'matter',
    columns: 'id, reference, service_id, people, outcome',
    select: `id, 'V' || translate(lpad(n::text, 9, '0'), '0123456789', '34679ACDEF'), (SELECT id FROM service ORDER BY key LIMIT 1), 1, 'done'`,
  },
  {
    table: 'visit_matter',
    columns: 'visit_id, service_id, matter_id',
    select: 'id, (SELECT id FROM service ORDER BY key LIMIT 1), id',
  },
  { table: 'step', columns: 'id, visit_id, position, kind, state', select: "id, id, 1, 'counter', 'done'" },
  {
    table: 'journal',
    columns:
      'site_id, number, visit_id, visit_version, event, from_state, to_state, happened_at, recorded_at',
    select: "site_id, -n, id, 2, 'finished', 'serving', 'done', at, at",
  },
]

/** Brings the number of past visits of an authority from one to another. Foreign keys are not looked at: the rows fit by their making. */
export async function copyPastVisits(
  ownerUrl: string,
  authority: Authority,
  from: number,
  to: number,
): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query(`SET search_path TO ${quoteIdentifier(authority.schema)}`)
    await owner.query('SET session_replication_role = replica')
    const { rows } = await owner.query<{ data_directory: string }>('SHOW data_directory')
    const file = pg.escapeLiteral(`${rows[0]?.data_directory}/past-visits`)
    const series = ROWS.replace('$from', String(from + 1))
      .replace('$to', String(to))
      .replaceAll('$now', isoInstant(systemClock.now()))
    for (const { table, columns, select } of PARTS) {
      await owner.query(`COPY (SELECT ${select} FROM (${series}) AS past) TO ${file}`)
      await owner.query(`COPY ${table} (${columns}) FROM ${file}`)
    }
    // Visits of years were written out and tidied long ago: what is measured is how many there are, not that they just came.
    await owner.query('VACUUM (ANALYZE)')
    await owner.query('CHECKPOINT')
  } finally {
    await owner.end()
  }
}
