import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Log, openLog } from '#platform/log/log.ts'
import { CALLING } from './clerks.ts'
import { EXPECTED } from './expectedRights.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import type { Answer, Visitor } from './http.ts'
import { fieldsIn, fillWithMarks, formulasIn, mark, NOT_WRITTEN, unescapedIn, WRITTEN } from './markup.ts'
import { CALLERS, filled, LOGINS, nameOf, routesOf } from './routes.ts'
import { writtenCity } from './writtenCity.ts'

// Attack A-08: a script in every name, note and text that people write, on every page and in every answer.

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let ground: Ground
let values: Record<string, string>
let clerk: Visitor
let callers: Readonly<Record<string, Visitor>>
const logged: string[] = []

beforeAll(async () => {
  const log: Log = openLog({ level: 'debug' }, { write: (line) => void logged.push(line) })
  ground = await openGround({ at: CALLING, server: { log } })
  clerk = await signIn(ground.visitor(), LOGINS.clerk)
  values = await writtenCity(ground, clerk)
  callers = Object.fromEntries(
    await Promise.all(
      CALLERS.map(async (kind) => {
        // The clerk still sits at the counter.
        if (kind === 'clerk') return [kind, clerk] as const
        const who = ground.visitor()
        return [kind, kind === 'anonymous' ? who : await signIn(who, LOGINS[kind])] as const
      }),
    ),
  )
  await fillWithMarks(ground.sql)
})
afterAll(() => ground.close())

const ASKED = {
  matters: 'identity-card:1',
  service: 'identity-card',
  people: '1',
  first: 'P001',
  second: 'A001',
  shows: 'house',
  // What was asked for stands on some pages again.
  q: mark(99),
  search: mark(99),
}

/** What is asked of a route: the route as it is, for each link, and with a query that shows more. */
function pathsOf(path: string): string[] {
  const plain = ['token', 'calledToken', 'bookedToken'].map((token) =>
    filled(path, { ...values, token: values[token] ?? '' }),
  )
  return [...new Set(plain)].flatMap((one) => [one, `${one}?${new URLSearchParams(ASKED)}`])
}

type Seen = { readonly path: string; readonly answer: Answer }

async function everything(): Promise<Seen[]> {
  const routes = routesOf(ground).filter(
    ({ method, contract }) => method === 'GET' && contract?.kind !== 'events',
  )
  const seen: Seen[] = []
  for (const route of routes) {
    const [kind] = EXPECTED[nameOf(route)] ?? []
    if (kind === undefined) continue
    const paths = pathsOf(route.path)
    const answers = await Promise.all(paths.map((path) => callers[kind]?.get(path)))
    for (const [nth, answer] of answers.entries())
      if (answer) seen.push({ path: `${kind} ${paths[nth]}`, answer })
  }
  return seen
}

/** What can only be read as data, whatever stands in it. */
const DATA = /^(application\/(problem\+)?json|application\/manifest\+json|text\/calendar|text\/plain)\b/

function faultsOf({ path, answer }: Seen): string[] {
  const type = String(answer.headers['content-type'] ?? '')
  if (fieldsIn(answer.text).length === 0) return []
  const fault = (what: string) => `${path} (${type}): ${what}`
  if (answer.headers['x-content-type-options'] !== 'nosniff') return [fault('may be sniffed')]
  if (DATA.test(type)) return []
  if (type.startsWith('text/csv')) return formulasIn(answer.text).map((cell) => fault(cell))
  return unescapedIn(answer.text).map((tag) => fault(tag))
}

test('whatever people wrote comes out of every page, picture and table as text (A-08, A-10)', async () => {
  const seen = await everything()
  expect(seen.flatMap(faultsOf)).toEqual([])
  expect(seen.filter(({ answer }) => answer.status >= 500).map(({ path }) => path)).toEqual([])
  // Each of these really was on a page, where markup could do harm, and each of the others in an answer.
  const columns = Object.keys(WRITTEN)
  const shownOn = (type: RegExp) => {
    const texts = seen.filter(({ answer }) => type.test(String(answer.headers['content-type'])))
    return new Set(texts.flatMap(({ answer }) => fieldsIn(answer.text)).map((field) => columns[field]))
  }
  expect([...shownOn(/html/)]).toEqual(
    expect.arrayContaining([
      'counter.texts',
      'house_notice.texts',
      'house_plan.plan',
      'service.texts',
      'service_fee.texts',
      'service_paper.texts',
      'setting.contact',
      'setting.texts',
      'site.street',
      'site.texts',
    ]),
  )
  expect([...shownOn(/json/)]).toEqual(
    expect.arrayContaining([
      'closing.texts',
      'staff_member.name',
      'visit_contact.companions',
      'visit_contact.name',
      'visit_contact.phone',
      'visit_note.text',
      'wish_contact.name',
    ]),
  )
  expect(fieldsIn(logged.join('\n'))).toEqual([])
})

test('a page that lets markup through would be found, and so would a formula (control)', () => {
  const found = (body: string) => unescapedIn(`<p>${body}</p>`)
  const escaped = mark(3).replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  expect(found(mark(3))).not.toEqual([])
  // Escaped as text, but not as the value of an attribute.
  expect(found(`<input value="${escaped}">`)).not.toEqual([])
  expect(found(escaped.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'))).toEqual([])
  expect(formulasIn(`name\r\n${mark(3)}\r\n`)).not.toEqual([])
})

test('every column of text is known: people write it, or they cannot', async () => {
  const columns = await ground.sql<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = $1 AND (data_type IN ('text', 'character varying', 'jsonb') OR udt_name = '_text') ORDER BY 1`,
    [ground.authority.schema],
  )
  const names = columns.map(({ name }) => name)
  expect(names.filter((name) => !(name in WRITTEN) && !NOT_WRITTEN.test(name))).toEqual([])
  expect(Object.keys(WRITTEN).filter((name) => !names.includes(name))).toEqual([])
})
