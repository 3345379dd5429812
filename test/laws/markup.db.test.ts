import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { type Log, openLog } from '#platform/log/log.ts'
import { CALLING } from './clerks.ts'
import { EXPECTED } from './expectedRights.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import type { Answer, Visitor } from './http.ts'
import { fieldsIn, fillWithMarks, formulasIn, mark, NOT_WRITTEN, unescapedIn, WRITTEN } from './markup.ts'
import { CALLERS, filled, LOGINS, nameOf, routesOf } from './routes.ts'

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
  values = await live()
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

/** Somebody with companions who is served, with a note; a number, a wish, a notice, a house, devices, a closing, a move. */
async function live(): Promise<Record<string, string>> {
  clerk = await signIn(ground.visitor(), LOGINS.clerk)
  const agent = await signIn(ground.visitor(), LOGINS.phone_agent)
  const [counter] = await ground.sql<{ id: string; site: string }>(
    "SELECT id, site_id AS site FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  const { id: counterId, site: siteId } = counter ?? impossible('no counter')
  const { times } = (await agent.get('/api/times?matters=identity-card:1&site=mitte')).json
  const matters = [{ service: 'identity-card', people: 1 }]
  const person = { language: 'de', name: 'Wer kommt', phone: '0170 1234567', email: 'wer@kommt.example' }
  const wish = { channel: 'telephone', matters, site: 'mitte', ...person }
  const booked = await agent.call('/api/bookings', { ...wish, startsAt: times[0].startsAt })
  const later = await agent.call('/api/bookings', { ...wish, startsAt: times[9].startsAt })
  await agent.call('/api/waitlist', {
    ...{ channel: 'telephone', matters, ...person },
    ...{ sites: [], weekdays: [], parts: [], weeks: 4 },
  })
  const ticket = await ground
    .visitor()
    .call('/api/sites/mitte/tickets', { matters: [{ service: 'pick-up', people: 1 }], language: 'de' })
  const code = { code: booked.json.bookingNumber }
  await ground.visitor().call('/api/sites/mitte/check-in', code)
  await clerk.call(`/api/counters/${counterId}/open`)
  const called = await clerk.call(`/api/counters/${counterId}/choose`, {
    visit: booked.json.visit,
    reason: 'need',
  })
  if (called.status !== 200) throw new Error(called.text)
  const id = () => newId(CALLING)
  await ground.sql('INSERT INTO visit_note (id, visit_id, text, written_at) VALUES ($1, $2, $3, now())', [
    id(),
    booked.json.visit,
    'Ein Foto liegt vor.',
  ])
  const texts = (key: string) => JSON.stringify({ [key]: { de: 'x', 'de-simple': 'x', en: 'x' } })
  await ground.sql(
    `INSERT INTO house_notice (id, site_id, texts, shows_from, shows_until, changed_at)
     VALUES ($1, NULL, $2, now() - interval '1 year', now() + interval '2 years', now())`,
    [id(), texts('text')],
  )
  await ground.sql(
    `INSERT INTO closing (id, site_id, counter_ids, first_day, last_day, texts, created_at)
     SELECT $1, id, '{}', '2027-03-02', '2027-03-03', $2, now() FROM site WHERE key = 'mitte'`,
    [id(), texts('reason')],
  )
  await ground.sql('INSERT INTO house_plan (site_id, version, plan, changed_at) VALUES ($1, 1, $2, now())', [
    siteId,
    JSON.stringify(HOUSE),
  ])
  return {
    site: 'mitte',
    service: 'identity-card',
    counter: counterId,
    visit: booked.json.visit,
    booking: later.json.visit,
    number: later.json.bookingNumber,
    token: ticket.json.token,
    calledToken: ground.links.tokenOf(ground.authority.key, booked.json.visit, 1),
    bookedToken: ground.links.tokenOf(ground.authority.key, later.json.visit, 1),
  }
}

const NAME = { de: 'x', 'de-simple': 'x', en: 'x' }
const HOUSE = {
  levels: [{ key: 'ground', name: NAME, width: 20, height: 20 }],
  rooms: [{ key: 'hall', level: 'ground', name: NAME, x: 0, y: 0, width: 20, height: 20 }],
  things: [
    { key: 'door', level: 'ground', kind: 'entrance', x: 1, y: 1, name: NAME },
    { key: 'kiosk', level: 'ground', kind: 'kiosk', x: 2, y: 2, name: NAME },
    { key: 'desk', level: 'ground', kind: 'desk', x: 3, y: 3, name: NAME },
    { key: 'bench', level: 'ground', kind: 'waiting', x: 5, y: 5, name: NAME, features: ['children'] },
    { key: 'one', level: 'ground', kind: 'counter', x: 9, y: 9, counter: '1', roomy: true },
  ],
}

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
