import { afterAll, beforeAll, expect, test } from 'vitest'
import { findServicesById } from '#features/catalogue/actions.ts'
import { asId } from '#kernel/id.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { deleteOldCommands, runCommand } from '#platform/db/command.ts'
import { type Log, openLog } from '#platform/log/log.ts'
import { asOwner } from '#test/city.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { CALLING, fillHall, pressNext, seatClerks, serveCalled } from './clerks.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import { tokenOf } from './history/stage.ts'
import type { Listening, Visitor } from './http.ts'
import { proven } from './proven.ts'
import { routesOf } from './routes.ts'

const NAME = 'Quirinia Markerová-Ößßelmann'
const EMAIL = 'quirinia.marker@geheim.example'
const BORN = '1931-07-19'
const PHONE = '+49 999 7654321'

let ground: Ground
let log: Log
const logged: string[] = []
/** What nobody may find: names, addresses, tokens, cookies, passwords. */
const secrets = new Map<string, string>([
  ['name', NAME],
  ['part of the name', 'Markerov'],
  ['e-mail', EMAIL],
  ['domain', 'geheim.example'],
  ['telephone', '7654321'],
  ['birth date', BORN],
  ['password', TEST_PASSWORD],
])
/** What everybody may see. */
const shown: { readonly where: string; readonly text: string }[] = []

beforeAll(async () => {
  log = openLog({ level: 'debug' }, { write: (line) => void logged.push(line) })
  ground = await openGround({ at: CALLING, server: { log } })
  await live()
  await workAnHour()
})
afterAll(() => ground.close())

function keepSecret(what: string, who: Visitor): void {
  for (const [name, value] of who.cookies) if (value.length > 8) secrets.set(`${what}: ${name}`, value)
}

/** A day in small: booked online and by staff, moved, cancelled, arrived, called, missed, and a lot that goes wrong. */
async function live(): Promise<void> {
  const clerk = await signIn(ground.visitor(), 'schalter')
  const agent = await signIn(ground.visitor(), 'telefon')
  const [counter] = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE key = '1' ORDER BY id LIMIT 1",
  )
  const [own] = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  const atCounter = `/api/counters/${own?.id ?? counter?.id}`
  await clerk.call(`${atCounter}/open`)
  const display = await ground.visitor().listen('/api/sites/mitte/display/events')
  const citizen = ground.visitor()
  const matters = [{ service: 'identity-card', people: 1 }]
  const { times } = (await citizen.get('/api/times?matters=identity-card:1&site=mitte')).json

  const wish = { matters, site: 'mitte', startsAt: times[0].startsAt, language: 'de' }
  await citizen.call('/api/holds', await proven(citizen, wish))
  await citizen.call('/api/holds/mine/contact', { name: NAME, email: 'no address of geheim.example' })
  await citizen.call('/api/holds/mine/contact', { name: NAME, email: EMAIL })
  const token = (await tokenOf(ground, EMAIL)) ?? impossible('no mail')
  secrets.set('link', token)
  await citizen.call(`/api/visits/${token}/confirm`)
  await citizen.get(`/v/${token}`)
  await citizen.get(`/v/${token}x`)
  await citizen.submit('/booking/contact', { name: NAME, email: EMAIL })
  await citizen.get(`/services?q=${encodeURIComponent(NAME)}`)
  const arrived = await citizen.call('/api/sites/mitte/check-in', { code: token })
  if (arrived.status !== 200) throw new Error(arrived.text)
  const phone = await citizen.listen(`/w/${token}/events?version=1&seen=0`)

  const booking = {
    channel: 'telephone',
    matters,
    site: 'mitte',
    startsAt: times[5].startsAt,
    language: 'de',
  }
  const booked = await agent.call('/api/bookings', { ...booking, name: NAME, phone: PHONE, email: EMAIL })
  await agent.call('/api/bookings', { ...booking, name: NAME, phone: 'keine Nummer', email: EMAIL })
  await scarce(agent, booking.site, times[12].startsAt)
  await papersAndDocuments()
  await agent.call(`/api/bookings/${booked.json.visit}/move`, { site: 'mitte', startsAt: times[9].startsAt })
  await agent.get(`/api/bookings?search=${encodeURIComponent(NAME)}`)
  await agent.get(`/api/bookings?search=${encodeURIComponent(EMAIL)}`)
  await agent.call(`/api/bookings/${booked.json.visit}/cancel`)
  await ground.visitor().call('/api/session', { login: EMAIL, password: `${TEST_PASSWORD}${NAME}` })

  for (const act of ['next', 'again', 'start']) await clerk.call(`${atCounter}/${act}`)
  await reachedByPhone()
  await breakConnections()
  await citizen.get('/')
  await citizen.call('/api/holds', { matters, name: NAME })

  for (const [what, stream] of Object.entries({ display, phone })) await keep(what, stream)
  for (const path of [
    '/metrics',
    '/healthz',
    '/readyz',
    '/api/sites/mitte/display',
    '/display/mitte',
    '/kiosk/mitte',
  ])
    shown.push({ where: path, text: (await ground.visitor().get(path)).text })
  shown.push({ where: 'hall', text: (await clerk.get('/api/sites/mitte/hall')).text })
  keepSecret('clerk', clerk)
  keepSecret('agent', agent)
  keepSecret('citizen', citizen)
}

/** Six colleagues at counters of their own call and serve sixty people. */
async function workAnHour(): Promise<void> {
  const clerks = await seatClerks(ground, 6)
  await fillHall(ground, 60)
  for (let round = 0; round < 10; round++) {
    const { refusals } = await pressNext(clerks)
    if (refusals.length > 0) throw new Error(refusals[0])
    await serveCalled(ground, clerks)
  }
}

/** Somebody without a page on the phone goes away and gives the desk a number for today. */
async function reachedByPhone(): Promise<void> {
  const desk = await signIn(ground.visitor(), 'info')
  const matters = [{ service: 'identity-card', people: 1 }]
  const drawn = await desk.call('/api/sites/mitte/tickets', { matters, language: 'de' })
  for (const phone of [PHONE, `${PHONE} oder so`])
    await desk.call(`/api/hall/${drawn.json.visit}/away`, { minutes: 10, phone })
  const list = await desk.get('/api/sites/mitte/returning')
  if (!list.text.includes(PHONE)) throw new Error(list.text)
}

/** A booking and a wish for a service whose times are traded: both ask for the birth date. */
async function scarce(agent: Visitor, site: string, startsAt: string): Promise<void> {
  await ground.sql("UPDATE service SET scarce = true WHERE key = 'registration'")
  await ground.run((tx) => tx.changeReference())
  const matters = [{ service: 'registration', people: 1 }]
  const asked = { channel: 'telephone', matters, language: 'de', name: NAME, phone: PHONE, birthDate: BORN }
  for (const [path, more] of [
    ['/api/bookings', { site, startsAt }],
    ['/api/waitlist', { sites: [], weekdays: [], parts: [], untilDay: '2027-03-29' }],
  ] as const) {
    const answer = await agent.call(path, { ...asked, ...more })
    if (answer.status !== 200) throw new Error(answer.text)
  }
}

/** Words about the papers of that booking, and its number among the finished documents: both answers name its person. */
async function papersAndDocuments(): Promise<void> {
  const [booked] = await ground.sql<{ visit: string; number: string; reference: string; service: string }>(
    `SELECT visit.id AS visit, booking_number AS number, matter.reference, matter.service_id AS service
     FROM visit JOIN visit_matter ON visit_id = visit.id JOIN matter ON matter.id = matter_id
     WHERE visit.id IN (SELECT visit_id FROM visit_birth)`,
  )
  const [service] = await ground.run((tx) => findServicesById(tx, [asId<'service'>(booked?.service ?? '')]))
  const item = service?.papers[0]?.de
  const clerk = await signIn(ground.visitor(), 'schalter')
  const said = [
    { reference: booked?.reference, item, came: null, verdict: 'missing', words: 'Bitte auch die Rückseite' },
  ]
  const checked = await clerk.call(`/api/sites/mitte/prechecks/${booked?.visit}`, { version: 0, said })
  const entered = await clerk.call('/api/ready-documents', { numbers: [booked?.number] })
  for (const answer of [checked, entered]) if (!answer.text.includes(NAME)) throw new Error(answer.text)
}

async function keep(where: string, stream: Listening): Promise<void> {
  await stream.until(() => true, 5_000)
  shown.push({ where, text: JSON.stringify(stream.heard) })
  stream.drop()
}

/** Some requests fail, so that failures are in the log, too. */
async function breakConnections(): Promise<void> {
  await ground.sql(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dran'",
  )
  await ground.sql('ALTER TABLE command RENAME TO command_away')
  const body = { matters: [{ service: 'pick-up', people: 1 }], language: 'de' }
  await ground.visitor().call('/api/sites/mitte/tickets', body)
  await ground.sql('ALTER TABLE command_away RENAME TO command')
  await ground.sql(`ALTER TABLE visit_contact ADD CONSTRAINT shy CHECK (name NOT LIKE '%Marker%') NOT VALID`)
  const agent = await signIn(ground.visitor(), 'info')
  const { times } = (await agent.get('/api/times?matters=passport:1&site=nord')).json
  const booking = {
    channel: 'desk',
    matters: [{ service: 'passport', people: 1 }],
    site: 'nord',
    language: 'de',
  }
  const failed = await agent.call('/api/bookings', {
    ...booking,
    startsAt: times[3].startsAt,
    name: NAME,
    email: EMAIL,
  })
  if (failed.status !== 500) throw new Error(`no failure to be logged: ${failed.status}`)
  shown.push({ where: 'the answer to a failure', text: failed.text })
  await ground.sql('ALTER TABLE visit_contact DROP CONSTRAINT shy')
}

function found(text: string): string[] {
  return [...secrets].flatMap(([what, value]) => {
    const written = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
    return written.some((each) => text.includes(each)) ? what : []
  })
}

test('the log knows routes, ids and codes, and nobody (A-32)', () => {
  const text = logged.join('\n')
  expect(logged.length).toBeGreaterThan(30)
  expect(text).toContain('/api/visits/:token/confirm')
  expect(text).toContain('"constraint":"shy"')
  expect(found(text)).toEqual([])
})

test('metrics, displays, phones and the view of the hall name nobody', () => {
  for (const { where, text } of shown) expect([where, ...found(text)]).toEqual([where])
  expect(shown.map(({ where }) => where)).toEqual(
    expect.arrayContaining(['display', 'phone', '/metrics', 'hall']),
  )
})

/** Everybody who works here and every counter, as a text may name them; keys of counters and logins only where they are no common words. */
async function colleaguesNamed(): Promise<(text: string) => string[]> {
  const rows = await ground.sql<{ word: string }>(
    `SELECT id::text AS word FROM counter UNION SELECT id::text FROM staff_member UNION SELECT name FROM staff_member
     UNION SELECT login FROM staff_member WHERE login LIKE 'clerk%' UNION SELECT encode(id_hash, 'hex') FROM staff_session`,
  )
  const words = rows.map(({ word }) => word)
  return (text) => [
    ...words.filter((word) => text.includes(word)),
    ...(text.match(/\bL\d\b|"(counter|clerk|staff|login)\w*":/g) ?? []),
  ]
}

test('after an hour at six counters no log, no metric and no table of figures tells of one of them', async () => {
  const named = await colleaguesNamed()
  expect(logged.filter((line) => line.includes('/api/counters/:counter/next')).length).toBeGreaterThan(60)
  expect(named(logged.join('\n'))).toEqual([])
  expect(named((await ground.visitor().get('/metrics')).text)).toEqual([])
  const manager = await signIn(ground.visitor(), 'leitung')
  const tables = routesOf(ground).filter(({ path }) => path.endsWith('.csv'))
  const lines = new Map<string, number>()
  for (const { path } of tables) {
    const { status, text } = await manager.get(path)
    expect([path, status, ...named(text)]).toEqual([path, 200])
    // How many counters are open tells of none of them.
    const columns = text.split('\r\n')[0]?.replace('open_counters', '')
    expect(columns).not.toMatch(/counter|clerk|staff|colleague|login|workplace/)
    lines.set(path, text.trim().split('\r\n').length)
  }
  expect(lines.get('/hall-numbers.csv')).toBeGreaterThan(1)
  // The control: a line that counts somebody's calls is found.
  const [clerk] = await ground.sql<{ id: string }>("SELECT id FROM staff_member WHERE login = 'clerk3'")
  expect(named(JSON.stringify({ staffId: clerk?.id, served: 10 }))).toHaveLength(2)
})

/** Where in the database something stands that nobody may find elsewhere. */
async function holding(): Promise<string[]> {
  const tables = await ground.sql<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [ground.authority.schema],
  )
  return asOwner(ground.city.ownerUrl, async (client) => {
    const lines: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `SELECT string_agg(t::text, ' ') AS text FROM ${ground.authority.schema}.${name} t`,
      )
      lines.push(...found(rows[0]?.text ?? '').map((what) => `${name}: ${what}`))
    }
    return lines
  })
}

test('names and addresses stand where they are needed, tokens and passwords nowhere', async () => {
  const contact = '(name|part of the name|e-mail|domain|telephone)'
  const allowed = new RegExp(
    `^(visit|wish)_contact: ${contact}$|^visit_(return|mobile): telephone$|^message: (e-mail|domain)$`,
  )
  const where = await holding()
  expect(where.filter((line) => !allowed.test(line))).toEqual([])
  expect(where).toContain('visit_contact: name')
  expect(await ground.sql('SELECT 1 FROM visit_birth')).toHaveLength(1)
  expect(await ground.sql('SELECT 1 FROM wish_contact WHERE birth IS NOT NULL')).toHaveLength(1)
  // Answers were kept of the very commands whose answers name people: one of each room, where all of a room are shown alike.
  const kinds = (await ground.sql<{ kind: string }>('SELECT DISTINCT kind FROM command')).map(
    ({ kind }) => kind,
  )
  expect(kinds).toEqual(
    expect.arrayContaining(['booking.bookForCaller', 'booking.move', 'hall.next', 'hall.start', ...OTHERS]),
  )
})

/** Commands besides bookings and counters whose answers name people; and those in which a name is no citizen's. */
const OTHERS = ['ready.tell', 'precheck.decide']
const NO_CITIZENS = ['steering.addScenario', 'steering.changeScenario', 'staff.signIn']

const namingCommands = () =>
  routesOf(ground).flatMap(({ contract }) => {
    const names = /"(name|phone|email|words)":\{/.test(JSON.stringify(contract?.output ?? {}))
    return names && contract?.kind === 'command' ? [contract.id] : []
  })

test('no other command has a name, a number, an address or words in its answer', () => {
  expect(
    namingCommands()
      .filter((id) => !/^(booking|hall)\./.test(id))
      .sort(),
  ).toEqual([...OTHERS, ...NO_CITIZENS].sort())
})

test('the answer of a command that named somebody would be found (control)', async () => {
  const command = { key: crypto.randomUUID(), kind: 'planted', caller: 'nobody', input: null }
  const answer = { name: NAME, email: EMAIL, phone: PHONE }
  await runCommand(ground.city.database, ground.authority, command, async () => ok(answer))
  expect(await holding()).toEqual(expect.arrayContaining(['command: name', 'command: e-mail']))
  await ground.run((tx) => deleteOldCommands(tx), plus(await ground.now(), 25 * HOUR))
  expect((await holding()).filter((line) => line.startsWith('command'))).toEqual([])
})

// The control: the same search finds what has been planted.
test('a line that names somebody is found', () => {
  logged.length = 0
  log.info({ visitor: NAME, link: `/v/${secrets.get('link')}` }, 'planted')
  expect(found(logged.join('\n'))).toEqual(expect.arrayContaining(['name', 'link']))
  const id = asId<'visit'>('01930000-0000-7000-8000-000000000001')
  expect(found(id)).toEqual([])
})
