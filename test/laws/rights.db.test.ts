import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PrinterSimulator, startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { type Mailbox, startMailbox } from '#apps/demo/mailbox.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { ROLES } from '#features/staff/model.ts'
import { asId, newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from './clerks.ts'
import { EXPECTED } from './expectedRights.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import { type Answer, type Visitor, visitor } from './http.ts'
import { proven } from './proven.ts'
import { CALLERS, type CallerKind, filled, LOGINS, nameOf, routesOf } from './routes.ts'

const OTHER_HOST = 'zweitstadt.localhost'

let ground: Ground
let migrator: Migrator
let mailbox: Mailbox
let printer: PrinterSimulator
let folder: string
let callers: { readonly [C in CallerKind]: Visitor }
let values: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-mail-'))
  mailbox = await startMailbox({ folder })
  printer = await startPrinterSimulator()
  ground = await openGround({ at: CALLING })
  migrator = await openMigrator(ground.city.ownerUrl)
  callers = await signedIn(ground.server)
  values = await things()
})
afterAll(async () => {
  await migrator.close()
  await ground.close()
  await mailbox.stop()
  await printer.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function signedIn(server: RunningServer, host = '127.0.0.1') {
  const anonymous = visitor({ port: server.port, host })
  const staff = await Promise.all(
    ROLES.map(
      async (role) => [role, await signIn(visitor({ port: server.port, host }), LOGINS[role])] as const,
    ),
  )
  return { anonymous, ...Object.fromEntries(staff) } as { [C in CallerKind]: Visitor }
}

function drawTicket(): Promise<Answer> {
  const body = { matters: [{ service: 'pick-up', people: 1 }], language: 'de' }
  return ground.visitor().call('/api/sites/mitte/tickets', body)
}

/** A booked visit and a waiting one at Mitte, and its first counter. */
async function things(): Promise<Record<string, string>> {
  const who = ground.visitor()
  const ticket = await drawTicket()
  const [time] = (await who.get('/api/times?matters=identity-card:1&site=mitte')).json.times
  const booked = await callers.phone_agent.call('/api/bookings', {
    channel: 'telephone',
    matters: [{ service: 'identity-card', people: 1 }],
    site: 'mitte',
    startsAt: time.startsAt,
    language: 'de',
    name: 'Wer gebucht hat',
  })
  const [counter] = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  return {
    site: 'mitte',
    service: 'identity-card',
    counter: counter?.id ?? impossible('no counter'),
    token: ticket.json.token,
    booked: booked.json.visit,
    bookedToken: ground.links.tokenOf(ground.authority.key, asId<'visit'>(booked.json.visit), 1),
    visit: booked.json.visit,
    number: booked.json.bookingNumber,
  }
}

/** What one caller gets from one route, without a body: let in or kept out. */
async function ask(who: Visitor, method: string, path: string, events: boolean): Promise<number> {
  if (events) {
    const stream = await who.listen(path)
    stream.drop()
    return stream.status
  }
  return (await who.send({ method, path, headers: { 'idempotency-key': crypto.randomUUID() } })).status
}

/** Who is let in, by route: neither 401 nor 403, nor a failure. */
async function letIn(
  of: Ground,
  who: { readonly [C in CallerKind]: Visitor },
): Promise<Record<string, CallerKind[]>> {
  const table: Record<string, CallerKind[]> = {}
  // Signing out comes last, or the others would be nobody.
  const routes = routesOf(of).toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'),
  )
  for (const route of routes) {
    const own = /^.(v|api.visits)/.test(route.path) ? { ...values, token: values.bookedToken ?? '' } : values
    const path = filled(route.path, own)
    const events = route.contract?.kind === 'events'
    const statuses = await Promise.all(
      CALLERS.map(async (caller) => [caller, await ask(who[caller], route.method, path, events)] as const),
    )
    const failed = statuses.filter(([, status]) => status >= 500)
    if (failed.length > 0) throw new Error(`${nameOf(route)} fails: ${failed}`)
    table[nameOf(route)] = statuses
      .filter(([, status]) => status !== 401 && status !== 403)
      .map(([caller]) => caller)
  }
  return table
}

const sorted = (table: { readonly [route: string]: readonly CallerKind[] }) =>
  Object.fromEntries(Object.entries(table).map(([route, who]) => [route, who.toSorted()]))

describe('every route (A-03)', () => {
  test('lets in exactly those whom the table of rights names', async () => {
    const server = await startServer({
      appUrl: ground.city.appUrl,
      secret: ground.city.secret,
      sweeps: false,
      migrator,
      mailbox,
      printer,
    })
    try {
      const table = await letIn({ ...ground, server }, await signedIn(server))
      expect(sorted(table)).toEqual(sorted(EXPECTED))
    } finally {
      await server.stop()
    }
  }, 300_000)

  test('keeps out staff of another authority as it keeps out anybody', async () => {
    const there = await signedIn(ground.server, OTHER_HOST)
    const foreign = Object.fromEntries(
      CALLERS.map((caller) => {
        const here = ground.visitor()
        for (const [name, value] of there[caller].cookies) here.cookies.set(name, value)
        return [caller, here]
      }),
    ) as { [C in CallerKind]: Visitor }
    for (const caller of ROLES) {
      expect((await there[caller].get('/api/session')).json.staff.roles).toEqual([caller])
      expect((await foreign[caller].get('/api/session')).json).toEqual({ staff: null })
    }
    // What is for nobody who signs in is for devices: they show a secret, and it is refused in its own way.
    const closed = Object.entries(EXPECTED).filter(([, who]) => who.length > 0 && !who.includes('anonymous'))
    for (const [route] of closed) {
      const [method = '', path = ''] = route.split(' ')
      const statuses = await Promise.all(
        ROLES.map((caller) => ask(foreign[caller], method, filled(path, values), path.endsWith('/events'))),
      )
      expect([route, ...new Set(statuses)]).toEqual([route, 401])
    }
  })

  // The control: a server that takes everybody for somebody with all rights.
  test('would be open to all if nobody asked who comes', async () => {
    const server = await startServer({
      appUrl: ground.city.appUrl,
      secret: ground.city.secret,
      sweeps: false,
      http: {
        identify: async () => ({
          kind: 'staff',
          staffId: newId<'staffMember'>(CALLING),
          name: 'Alle',
          roles: ROLES,
          siteId: null,
          counterId: null,
          sessionHash: Buffer.alloc(32),
          language: 'de',
        }),
      },
    })
    try {
      const path = filled('/api/sites/:site/hall', values)
      expect(await ask(visitor(server), 'GET', path, false)).toBe(200)
      expect(await ask(visitor(server), 'GET', '/api/overview', false)).toBe(200)
    } finally {
      await server.stop()
    }
  })
})

/** An answer without what is different each time. */
function shape({ status, headers, text }: Answer): object {
  const id = String(headers['x-request-id'])
  return { status, type: headers['content-type'], text: text.replaceAll(id, '') }
}

describe('a clerk of another site (A-02)', () => {
  let north: Visitor
  let waiting: string
  beforeAll(async () => {
    waiting = (await drawTicket()).json.visit
    north = await signIn(ground.visitor(), 'nord')
  })

  test.each(['open', 'close', 'next', 'again', 'start', 'missed', 'withdraw'])(
    'cannot %s here',
    async (act) => {
      const answer = await north.call(`/api/counters/${values.counter}/${act}`)
      expect(answer.status).toBe(403)
    },
  )

  test('sees neither the hall nor the counter, checks nobody in and lets nobody leave', async () => {
    expect((await north.get('/api/sites/mitte/hall')).status).toBe(404)
    expect((await north.get(`/api/counters/${values.counter}`)).status).toBe(403)
    expect((await north.call(`/api/sites/mitte/arrivals/${values.booked}`)).status).toBe(403)
    expect((await north.call(`/api/hall/${waiting}/leave`)).status).toBe(403)
    const [left] = await ground.sql<{ state: string }>('SELECT state FROM visit WHERE id = $1', [waiting])
    expect(left?.state).toBe('waiting')
  })

  test('learns nothing of what exists there', async () => {
    const unknown = newId(CALLING)
    const pairs = [
      [`/api/hall/${waiting}/leave`, `/api/hall/${unknown}/leave`],
      [`/api/counters/${values.counter}/next`, `/api/counters/${unknown}/next`],
    ] as const
    for (const [known, absent] of pairs)
      expect(shape(await north.call(known))).toEqual(shape(await north.call(absent)))
    expect(shape(await north.get('/api/sites/mitte/hall'))).toEqual(
      shape(await north.get('/api/sites/no-such-site/hall')),
    )
  })
})

describe('a link (A-01)', () => {
  const ABSENT = 'AAAAAAAAAAAAAAAAAAAAAA'

  /** What a token of another visit, authority or kind opens, beside one that nobody has. */
  async function openedBy(token: string): Promise<unknown[]> {
    const pages = [
      '/v/:token',
      '/v/:token/cancel',
      '/v/:token/coming',
      '/v/:token/move',
      '/v/:token/qr.svg',
      '/v/:token/calendar.ics',
      '/api/visits/:token',
    ]
    const commands = [
      '/api/visits/:token/confirm',
      '/api/visits/:token/cancel',
      '/api/visits/:token/replacement',
    ]
    const who = ground.visitor()
    const answers = [
      ...(await Promise.all([...pages, '/w/:token'].map((path) => who.get(filled(path, { token }))))),
      ...(await Promise.all(commands.map((path) => who.call(filled(path, { token }))))),
      await who.call('/api/sites/mitte/check-in', { code: token }),
    ]
    return answers.map((answer) => {
      const { text, ...rest } = shape(answer) as { text: string }
      return { ...rest, text: text.replaceAll(token, '') }
    })
  }

  test('with any character changed opens nothing, with the words of one that never was', async () => {
    const absent = await openedBy(ABSENT)
    const statuses = absent.map((answer) => Object(answer).status)
    expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true)
    const token = values.bookedToken ?? ''
    for (const at of [0, 7, 14, 20]) {
      const other = token[at] === 'A' ? 'B' : 'A'
      expect(await openedBy(token.slice(0, at) + other + token.slice(at + 1))).toEqual(absent)
    }
  })

  test('of another authority opens nothing here', async () => {
    const there = visitor({ port: ground.port, host: OTHER_HOST })
    const drawn = await there.call('/api/sites/mitte/tickets', {
      matters: [{ service: 'pick-up', people: 1 }],
      language: 'de',
    })
    expect((await there.get(`/w/${drawn.json.token}`)).status).toBe(200)
    expect(await openedBy(drawn.json.token)).toEqual(await openedBy(ABSENT))
  })

  test('of a time that is still being filled in opens nothing', async () => {
    const who = ground.visitor()
    const { json } = await who.get('/api/times?matters=identity-card:1&site=nord&limit=3')
    const wish = {
      matters: [{ service: 'identity-card', people: 1 }],
      site: 'nord',
      startsAt: json.times[2].startsAt,
      language: 'de',
    }
    await who.call('/api/holds', await proven(who, wish))
    const [held] = await ground.sql<{ id: string }>("SELECT id FROM visit WHERE state = 'held'")
    const token = ground.links.tokenOf(ground.authority.key, asId<'visit'>(held?.id ?? ''), 1)
    const page = await who.get(`/v/${token}`)
    expect(page.status).toBe(404)
  })

  test('is not the visit, and a booking number opens only its own site', async () => {
    const who = ground.visitor()
    const arrive = (site: string, code: string) => who.call(`/api/sites/${site}/check-in`, { code })
    expect(shape(await arrive('nord', values.number ?? ''))).toEqual(shape(await arrive('nord', 'ABCDEFGH')))
    expect((await who.get(`/v/${values.booked}`)).status).toBe(404)
  })
})

test('what belongs to the demonstration does not exist for a real authority', async () => {
  await asOwner(ground.city.ownerUrl, (client) =>
    client.query("UPDATE shared.authority SET demo = false, demo_offset_ms = 0 WHERE key = 'zweitstadt'"),
  )
  const server = await startServer({
    appUrl: ground.city.appUrl,
    secret: ground.city.secret,
    sweeps: false,
    migrator,
    mailbox,
    printer,
  })
  try {
    const there = visitor({ port: server.port, host: OTHER_HOST })
    const here = visitor({ port: server.port })
    expect((await here.get('/demo')).status).toBe(200)
    const routes = Object.keys(EXPECTED).filter((route) => route.includes(' /demo'))
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      expect([route, await ask(there, method, filled(path, {}), false)]).toEqual([route, 404])
    }
    expect((await there.get('/')).text).not.toContain('/demo')
  } finally {
    await server.stop()
  }
})
