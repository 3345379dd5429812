import { afterAll, beforeAll, expect, it } from 'vitest'
import { readMigrations } from '#platform/db/migrate.ts'
import { asOwner, type City, openCity } from '#test/city.ts'

let city: City

beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.drop())

/** A visit and its matters as they were before, without the rows around them. */
const BEFORE = `
  ALTER TABLE visit DROP CONSTRAINT visit_site_id_fkey, DROP CONSTRAINT visit_state_journalled;
  ALTER TABLE matter DROP CONSTRAINT matter_service_id_fkey;
  INSERT INTO visit (id, site_id, origin, channel, state, version, day, people, minutes, language, ticket_prefix, link_hash, created_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'ticket', 'kiosk', 'left', 2, '2026-11-20', 1, 15, 'de', 'A', int4send(n), '2026-11-20'
    FROM generate_series(1, 300) AS n;
  INSERT INTO matter (id, visit_id, service_id, people, outcome)
    SELECT gen_random_uuid(), id, gen_random_uuid(), n, CASE n WHEN 1 THEN 'partly' END FROM visit, generate_series(1, 2) AS n;
  CREATE TABLE was AS SELECT * FROM matter;`

it('what stood there before matters outlived their visits is carried over, each with a reference of its own', async () => {
  const migrations = await readMigrations()
  await asOwner(city.ownerUrl, async (client) => {
    await client.query('CREATE SCHEMA old_city; SET search_path TO old_city, ext')
    for (const { version, text } of migrations.slice(0, 9)) {
      if (version === 9) await client.query(BEFORE)
      await client.query(text)
    }
    const { rows } = await client.query(
      `SELECT count(*)::int AS carried, count(DISTINCT m.reference)::int AS "references"
       FROM was JOIN matter m ON m.id = was.id AND m.service_id = was.service_id AND m.people = was.people
         AND m.outcome IS NOT DISTINCT FROM was.outcome
       JOIN visit_matter vm ON vm.visit_id = was.visit_id AND vm.matter_id = was.id AND vm.service_id = was.service_id
         AND vm.outcome IS NOT DISTINCT FROM was.outcome`,
    )
    expect(rows).toEqual([{ carried: 600, references: 600 }])
    await client.query('DROP SCHEMA old_city CASCADE')
  })
})
