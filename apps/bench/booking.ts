import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import type { FreeTime } from '#features/booking/model.ts'
import { newId } from '#kernel/id.ts'
import { instant, isoInstant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { randomCode } from '#platform/crypto/token.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { monotonic, systemClock } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'

const WORKERS = 16
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/** A time that nobody else of this run asks for, with the key of its site. */
export type Target = { readonly time: FreeTime; readonly siteKey: string }

/** Many free times of different places, mixed so that neighbours are not asked for together. */
export async function findTargets(city: BenchCity, count: number): Promise<Target[]> {
  const targets: Target[] = []
  let from = dayOf(systemClock.now(), 'Europe/Berlin')
  while (targets.length < count) {
    const found = await city.database.withAuthority(city.authority, (tx) =>
      searchTimes(tx, { matters: MATTERS, fromDay: from }),
    )
    if (!found.ok) throw new Error(found.code)
    const keys = new Map(found.value.sites.map(({ site }) => [site.id, site.key]))
    // Every third start: 15 minutes are three cells, so the targets of one place do not overlap.
    for (const time of found.value.times.filter((each) => each.cell % 3 === 0)) {
      const siteKey = keys.get(time.siteId)
      if (siteKey) targets.push({ time, siteKey })
    }
    if (found.value.window.to >= found.value.window.horizon) break
    from = addDays(found.value.window.to, 1)
  }
  const mixed = targets.map((target, index) => ({ target, order: (index * 7_919) % targets.length }))
  return mixed.toSorted((a, b) => a.order - b.order).map(({ target }) => target)
}

async function perSecond(items: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0
  const start = monotonic()
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (let index = next++; index < items; index = next++) await work(index)
    }),
  )
  return (items * 1_000) / (monotonic() - start)
}

/** Bookings per second through the application's own action, 16 at a time, one transaction each, no HTTP. */
export async function bookingsPerSecond(city: BenchCity, targets: readonly Target[]): Promise<number> {
  const links = makeLinks(city.secret)
  let refused = 0
  const rate = await perSecond(targets.length, async (index) => {
    const target = targets[index]
    if (!target) return
    const booked = await city.database.withAuthority(city.authority, (tx) =>
      bookForCaller(tx, links, {
        channel: 'telephone',
        matters: MATTERS,
        siteKey: target.siteKey,
        startsAt: target.time.startsAt,
        language: 'de',
        contact: { name: 'Vera Beispiel', email: null, phone: null },
      }),
    )
    if (!booked.ok) refused++
  })
  // A trainee's place takes more cells, so some of the wanted times fall away; those do not count.
  if (refused > targets.length / 20) throw new Error(`${refused} of ${targets.length} bookings were refused`)
  return (rate * (targets.length - refused)) / targets.length
}

/** What the bare transaction needs to know of the city. */
type BareGround = {
  readonly siteIds: string[]
  readonly serviceId: string
  readonly places: { id: string; day: string }[]
}

async function bareGround(city: BenchCity, client: pg.Pool): Promise<BareGround> {
  const schema = quoteIdentifier(city.authority.schema)
  const role = quoteIdentifier(city.authority.role)
  const connection = await client.connect()
  try {
    await connection.query(`BEGIN; SET LOCAL ROLE ${role}; SET LOCAL search_path TO ${schema}`)
    const sites = await connection.query<{ id: string }>('SELECT id FROM site')
    const service = await connection.query<{ id: string }>(
      "SELECT id FROM service WHERE key = 'identity-card'",
    )
    const places = await connection.query<{ id: string; day: string }>(
      'SELECT id, day::text FROM place ORDER BY day DESC',
    )
    // Hours in which the bare transaction books: like the others, but in the evening.
    await connection.query(`INSERT INTO hour_budget SELECT s.id, d.day, hour, 6000, 6000, 6000, 0, 6000
      FROM site s, (SELECT DISTINCT day FROM place) d, generate_series(19, 24) AS hour ON CONFLICT DO NOTHING`)
    await connection.query('COMMIT')
    return {
      siteIds: sites.rows.map((row) => row.id),
      serviceId: service.rows[0]?.id ?? '',
      places: places.rows,
    }
  } finally {
    connection.release()
  }
}

/**
 * The baseline: a transaction that writes the same rows as a booking, under the same role and path, sent as one
 * text in one round trip; its values are made beforehand, and it asks nothing. Runs begin at different numbers.
 */
export async function bareTransactionsPerSecond(
  city: BenchCity,
  first: number,
  count: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: city.appUrl, max: WORKERS })
  // The database stops soon after; an idle connection may hear of it before it is closed.
  pool.on('error', () => undefined)
  const ground = await bareGround(city, pool)
  const texts = Array.from({ length: count }, (_, index) => bareText(city, ground, first + index))
  const rate = await perSecond(count, async (index) => {
    await pool.query(texts[index] ?? '')
  })
  await pool.end()
  return rate
}

function bareText(city: BenchCity, ground: BareGround, index: number): string {
  const now = instant(systemClock.now())
  const at = `'${isoInstant(now)}'`
  const visit = newId<'visit'>(now)
  const claim = newId<'claim'>(now)
  const matter = newId<'matter'>(now)
  const site = ground.siteIds[index % ground.siteIds.length]
  // Cells from 230 on lie in the evening, where no shift is: they meet no booking of the other measurement.
  const place = ground.places[index % ground.places.length]
  const cell = 230 + 3 * Math.floor(index / ground.places.length)
  const number = `${index}-${randomBytes(4).toString('hex')}`
  return `BEGIN; SET LOCAL ROLE ${quoteIdentifier(city.authority.role)};
    SET LOCAL search_path TO ${quoteIdentifier(city.authority.schema)}, ext, pg_temp;
    INSERT INTO claim (id, visit_id, kind, place_id, day, first_cell, end_cell, until)
      VALUES ('${claim}', '${visit}', 'booked', '${place?.id}', '${place?.day}', ${cell}, ${cell + 3}, NULL);
    INSERT INTO claim_cell (place_id, day, cell, claim_id) VALUES
      ('${place?.id}', '${place?.day}', ${cell}, '${claim}'), ('${place?.id}', '${place?.day}', ${cell + 1}, '${claim}'),
      ('${place?.id}', '${place?.day}', ${cell + 2}, '${claim}');
    INSERT INTO plan_change (site_id, day) VALUES ('${site}', '${place?.day}');
    INSERT INTO visit (id, site_id, origin, channel, state, version, day, people, minutes, language, appointment_at,
      booking_number, ticket_prefix, link_hash, created_at, hold_started_at)
      VALUES ('${visit}', '${site}', 'booking', 'telephone', 'booked', 2, '${place?.day}', 1, 15, 'de', ${at},
      '${number}', 'A', decode('${randomBytes(32).toString('hex')}', 'hex'), ${at}, ${at});
    INSERT INTO matter (id, reference, service_id, people) VALUES ('${matter}', 'V${randomCode(9)}', '${ground.serviceId}', 1);
    INSERT INTO visit_matter (visit_id, service_id, matter_id) VALUES ('${visit}', '${ground.serviceId}', '${matter}');
    INSERT INTO step (id, visit_id, position, kind, state) VALUES ('${newId(now)}', '${visit}', 1, 'counter', 'open');
    INSERT INTO visit_contact (visit_id, name) VALUES ('${visit}', 'Vera Beispiel');
    UPDATE hour_budget SET booked_minutes = booked_minutes + 15, bound_minutes = open_minutes
      WHERE site_id = '${site}' AND day = '${place?.day}' AND hour = ${Math.floor(cell / 12)};
    WITH counted AS (UPDATE journal_counter SET last_number = last_number + 2 WHERE site_id = '${site}' RETURNING last_number)
      INSERT INTO journal (site_id, number, visit_id, visit_version, event, from_state, to_state, happened_at, recorded_at)
      SELECT '${site}'::uuid, last_number - 1, '${visit}'::uuid, 1, 'held', NULL, 'held', ${at}::timestamptz, ${at}::timestamptz FROM counted
      UNION ALL SELECT '${site}'::uuid, last_number, '${visit}'::uuid, 2, 'booked', 'held', 'booked', ${at}::timestamptz, ${at}::timestamptz FROM counted;
    COMMIT`
}
