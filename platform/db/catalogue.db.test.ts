import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asOwner, type City, openCity } from '#test/city.ts'
import { type Authority, appRoleName } from './authority.ts'
import { generateSchemaTypes } from './generate.ts'
import { openMigrator } from './migrate.ts'

let city: City

beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.drop())

function rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return asOwner(city.ownerUrl, async (client) => (await client.query<Row>(text, [...values])).rows)
}

/** Everything that a schema holds, one line each, with its own names taken out. */
async function catalogueOf({ schema, role }: Authority): Promise<string[]> {
  const lines = await rows<{ line: string }>(
    `SELECT format('column %s.%s %s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default,
                   generation_expression) AS line
       FROM information_schema.columns WHERE table_schema = $1
     UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
       FROM pg_constraint WHERE connamespace = to_regnamespace($1)
     UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = $1
     UNION ALL SELECT format('%s %s %s %s', c.relkind, c.relname, c.relacl, obj_description(c.oid, 'pg_class'))
       FROM pg_class c WHERE c.relnamespace = to_regnamespace($1)
     UNION ALL SELECT format('function %s', pg_get_functiondef(p.oid))
       FROM pg_proc p WHERE p.pronamespace = to_regnamespace($1)
     UNION ALL SELECT format('trigger %s', pg_get_triggerdef(t.oid)) FROM pg_trigger t
       JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = to_regnamespace($1) AND NOT t.tgisinternal
     UNION ALL SELECT format('schema %s', nspacl) FROM pg_namespace WHERE nspname = $1`,
    [schema],
  )
  return lines.map(({ line }) => line.replaceAll(schema, '<schema>').replaceAll(role, '<role>')).sort()
}

test('what an import or a release removes is looked up by an index in every table that refers to it', async () => {
  const missing = await rows<{ name: string }>(
    `SELECT conname AS name FROM pg_constraint k
     WHERE k.contype = 'f' AND k.connamespace = to_regnamespace($1)
       AND k.confrelid::regclass::text = ANY (ARRAY[$1 || '.place', $1 || '.counter', $1 || '.service'])
       AND NOT EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1]
         AND coalesce(pg_get_expr(i.indpred, i.indrelid), '') IN ('', format('(%I IS NOT NULL)', a.attname)))
     ORDER BY name`,
    [city.authority.schema],
  )
  // Some thousand rows at most, and no more with the years.
  const small = [
    'counter_skill_service_id_fkey',
    'site_service_service_id_fkey',
    'today_stop_service_id_fkey',
  ]
  expect(missing.map(({ name }) => name)).toEqual(small)
})

describe('two authorities', () => {
  test('built from scratch have equal catalogues', async () => {
    const first = await catalogueOf(city.authority)
    expect(first.length).toBeGreaterThan(200)
    expect(await catalogueOf(city.other)).toEqual(first)
  })

  test('have no foreign key, view or function that names another schema', async () => {
    const foreign = await rows(
      `SELECT conname FROM pg_constraint k JOIN pg_class target ON target.oid = k.confrelid
       WHERE k.connamespace::regnamespace::text LIKE 'city\\_%' AND target.relnamespace <> k.connamespace`,
    )
    expect(foreign).toEqual([])
    for (const { schema } of [city.authority, city.other]) {
      const named = await rows(
        `SELECT viewname FROM pg_views WHERE schemaname = $1 AND definition LIKE '%city\\_%'
         UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace($1) AND prosrc LIKE '%city\\_%'`,
        [schema],
      )
      expect(named).toEqual([])
    }
  })

  test('give rights on their schemas and tables to their own role alone', async () => {
    for (const { schema, role } of [city.authority, city.other]) {
      const granted = await rows<{ grantee: string }>(
        `SELECT DISTINCT grantee::regrole::text AS grantee FROM (
           SELECT (aclexplode(relacl)).grantee, relowner AS owner FROM pg_class WHERE relnamespace = to_regnamespace($1)
           UNION ALL SELECT (aclexplode(nspacl)).grantee, nspowner FROM pg_namespace WHERE nspname = $1
         ) AS rights WHERE grantee <> owner`,
        [schema],
      )
      expect(granted).toEqual([{ grantee: role }])
    }
  })

  test('let their role add to an append-only table and never change it', async () => {
    const marked = await rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace($1)
         AND obj_description(oid, 'pg_class') = 'append-only' ORDER BY relname`,
      [city.authority.schema],
    )
    expect(marked.map(({ name }) => name)).toEqual([
      'journal',
      'message_template',
      'service_checklist',
      'shift_plan',
      'waitlist_log',
    ])
    for (const { name } of marked) {
      const [may] = await rows<{ change: boolean; read: boolean }>(
        `SELECT has_table_privilege($1, $2, 'UPDATE, DELETE, TRUNCATE') AS change,
                has_table_privilege($1, $2, 'SELECT') AND has_table_privilege($1, $2, 'INSERT') AS read`,
        [city.authority.role, `${city.authority.schema}.${name}`],
      )
      expect(may).toEqual({ change: false, read: true })
    }
  })
})

test('the server signs in as a role that owns nothing, inherits nothing and is nothing', async () => {
  const [installation] = await rows<{ key: string }>('SELECT key FROM shared.installation')
  const app = appRoleName(installation?.key ?? '')
  const [role] = await rows(
    `SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
            (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned
     FROM pg_roles r WHERE rolname = $1`,
    [app],
  )
  expect(role).toEqual({
    rolsuper: false,
    rolinherit: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolbypassrls: false,
    rolreplication: false,
    owned: 0,
  })
})

describe('migrations', () => {
  test('are applied once; a second run does nothing', async () => {
    const migrator = await openMigrator(city.ownerUrl)
    try {
      expect(await migrator.migrateAll()).toBe(0)
      const versions = (await migrator.authorities()).map(({ version }) => version)
      expect(new Set(versions).size).toBe(1)
    } finally {
      await migrator.close()
    }
  })

  test('of two migrators at once run once', async () => {
    const migrators = await Promise.all([openMigrator(city.ownerUrl), openMigrator(city.ownerUrl)])
    try {
      const wanted = { key: 'drittstadt', hostnames: ['drittstadt.localhost'], demo: true }
      const [one, two] = await Promise.all(migrators.map((migrator) => migrator.createAuthority(wanted)))
      expect(one).toEqual(two)
      expect(await catalogueOf(one as Authority)).toEqual(await catalogueOf(city.authority))
    } finally {
      await migrators[0]?.dropDemoAuthority('drittstadt')
      await Promise.all(migrators.map((migrator) => migrator.close()))
    }
  })

  test('give no authority a host name of another', async () => {
    const migrator = await openMigrator(city.ownerUrl)
    try {
      const [taken] = city.authority.hostnames
      const wanted = { key: 'drittstadt', hostnames: [String(taken).toUpperCase()], demo: true }
      await expect(migrator.createAuthority(wanted)).rejects.toThrow('belongs to the authority neuwalden')
      expect((await migrator.authorities()).map(({ key }) => key)).not.toContain('drittstadt')
      const { key, hostnames, demo } = city.authority
      expect(await migrator.createAuthority({ key, hostnames, demo })).toEqual(city.authority)
    } finally {
      await migrator.close()
    }
  })

  test('can be dropped with their authority also where half of it is gone already', async () => {
    const migrator = await openMigrator(city.ownerUrl)
    try {
      const { schema, role } = await migrator.createAuthority({
        key: 'drittstadt',
        hostnames: [],
        demo: true,
      })
      await asOwner(city.ownerUrl, (client) => client.query(`DROP SCHEMA ${schema} CASCADE`))
      await migrator.dropDemoAuthority('drittstadt')
      await migrator.dropDemoAuthority('drittstadt')
      expect(await rows('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])).toEqual([])
      expect(await rows("SELECT 1 FROM shared.migration WHERE authority_key = 'drittstadt'")).toEqual([])
    } finally {
      await migrator.close()
    }
  })

  test('that were changed after they had been applied are refused', async () => {
    await asOwner(city.ownerUrl, (client) =>
      client.query(
        "UPDATE shared.migration SET checksum = 'other' WHERE version = 1 AND authority_key = 'zweitstadt'",
      ),
    )
    const migrator = await openMigrator(city.ownerUrl)
    try {
      await expect(migrator.migrateAll()).rejects.toThrow('0001_authority.sql was changed')
    } finally {
      await migrator.close()
      await asOwner(city.ownerUrl, (client) =>
        client.query(
          `UPDATE shared.migration m SET checksum = (SELECT checksum FROM shared.migration n
             WHERE n.version = 1 AND n.authority_key = 'neuwalden') WHERE m.version = 1`,
        ),
      )
    }
  })

  test('name no schema and no role', async () => {
    const { readMigrations } = await import('./migrate.ts')
    for (const { name, text } of await readMigrations()) {
      expect(text, name).not.toMatch(/\b(city_|shared\.|public\.|pg_temp|SET ROLE|GRANT)\b/i)
    }
  })
})

test('the generated types are up to date', async () => {
  const written = await readFile(new URL('../../db/schema.gen.ts', import.meta.url), 'utf8')
  expect(await generateSchemaTypes(city.ownerUrl, city.authority.schema)).toBe(written)
})
