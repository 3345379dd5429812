import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const TABLES = 'staff_member|staff_session|sign_in_failure|audit'
const QUERY = new RegExp(
  `(selectFrom|Join|insertInto|updateTable|deleteFrom|using)\\(\\s*\\[?\\s*['"\`](${TABLES})\\b` +
    `|\\b(from|join|update|into)\\s+("?\\w+"?\\.)?"?(${TABLES})\\b`,
  'i',
)

/** Does this source read or write a table that knows who works here? */
function touchesStaff(text: string): boolean {
  // Sentences in comments may name the tables.
  return QUERY.test(text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
}

function sources(): string[] {
  return ['platform', 'ui', 'features', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path)),
  )
}

it('is the only code that reads tables with staff, so that no report joins people and visits', () => {
  const readers = sources().filter((path) => touchesStaff(readFileSync(join(root, path), 'utf8')))
  expect(readers.filter((path) => !path.startsWith('features/staff/store/'))).toEqual([])
  expect(readers).toContain('features/staff/store/audit.ts')
})

it('would find a report that does (control)', () => {
  expect(
    touchesStaff(`db.selectFrom('journal as j').innerJoin('staff_session as s', 's.counter_id', 'j.x')`),
  ).toBe(true)
  expect(touchesStaff('sql`SELECT count(*) FROM journal JOIN audit USING (visit_id)`')).toBe(true)
  expect(touchesStaff('sql`select * from city_neuwalden.staff_member`')).toBe(true)
  expect(touchesStaff(`db.selectFrom([\n  'audit as a', 'visit'])`)).toBe(true)
  expect(touchesStaff(`db.selectFrom('visit').selectAll() // joins no audit`)).toBe(false)
})
