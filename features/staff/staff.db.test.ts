import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { hashPassword, verifyPassword } from '#platform/crypto/password.ts'
import { hashToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type FreshDatabase, freshDatabase } from '#test/database.ts'
import {
  beginSignIn,
  callerOf,
  finishSignIn,
  importStaff,
  readAudit,
  seat,
  setPassword,
  signIn,
  signOut,
  tryPassword,
  unseat,
  writeAudit,
} from './actions.ts'
import { deleteOldStaffRows } from './jobs.ts'
import {
  AUDIT_DAYS,
  FAILURES_KEPT,
  FREE_FAILURES,
  LONGEST_DELAY,
  SESSION_IDLE,
  SESSION_LENGTH,
  type StaffCaller,
  type StaffImport,
  signInDelay,
} from './model.ts'

const monday = parseInstant('2026-11-23T08:00:00Z')
const PASSWORD = 'Eichhörnchen im Park'
const HOME = '192.0.2.0/24'
const ELSEWHERE = '198.51.100.0/24'

const people: readonly StaffImport[] = [
  { login: 'ahlbeck', name: 'Katrin Ahlbeck', roles: ['clerk'], site: 'altmarkt', language: 'de' },
  { login: 'torwald', name: 'Deniz Torwald', roles: ['clerk'], site: 'altmarkt', language: 'en' },
  { login: 'sandhagen', name: 'Ulrike Sandhagen', roles: ['manager'], site: null, language: 'de' },
  { login: 'nordhaus', name: 'Beate Nordhaus', roles: ['data_protection'], site: null, language: 'de' },
  { login: 'grasmueck', name: 'Friedhelm Grasmück', roles: ['staff_council'], site: null, language: 'de' },
  { login: 'osterkamp', name: 'Marek Osterkamp', roles: ['administrator'], site: null, language: 'de' },
]

let fresh: FreshDatabase
let database: Database
let city: Authority
let other: Authority
let hash: string
let counters: Id<'counter'>[]
let foreignCounter: Id<'counter'>

const run = <T>(work: (tx: Tx) => Promise<T>, time: Instant = monday) =>
  database.withAuthority(city, work, { at: time })

beforeAll(async () => {
  fresh = await freshDatabase()
  const migrator = await openMigrator(fresh.ownerUrl)
  database = openDatabase({ url: await migrator.prepare('only-for-tests') })
  city = await migrator.createAuthority({ key: 'neuwalden', hostnames: ['localhost'], demo: true })
  other = await migrator.createAuthority({
    key: 'zweitstadt',
    hostnames: ['zweitstadt.localhost'],
    demo: true,
  })
  await migrator.close()
  hash = await hashPassword(PASSWORD)
  counters = await run((tx) => furnish(tx))
  foreignCounter = await run((tx) => furnishSite(tx, 'lindenhof', 1).then(([only]) => only as Id<'counter'>))
  await database.withAuthority(other, (tx) => furnish(tx).then(() => staffed(tx)), { at: monday })
})

afterAll(async () => {
  await database.close()
  await fresh.drop()
})

let otherBefore: string
beforeEach(async () => {
  await run(async (tx) => {
    await tx.run(db.deleteFrom('staff_session'))
    await tx.run(db.deleteFrom('audit'))
    await tx.run(db.deleteFrom('sign_in_failure'))
    await tx.run(db.deleteFrom('staff_member'))
    await staffed(tx)
    await tx.run(db.deleteFrom('audit'))
  })
  otherBefore = await contentsOf(other)
})

afterEach(async () => {
  expect(await contentsOf(other)).toBe(otherBefore)
})

function contentsOf(authority: Authority): Promise<string> {
  return database.withAuthority(authority, async (tx) =>
    JSON.stringify([
      await tx.rows(db.selectFrom('staff_member').selectAll().orderBy('login')),
      await tx.rows(db.selectFrom('staff_session').selectAll()),
      await tx.rows(db.selectFrom('sign_in_failure').selectAll()),
      await tx.rows(db.selectFrom('audit').selectAll()),
    ]),
  )
}

async function staffed(tx: Tx): Promise<void> {
  await importStaff(tx, people, () => hash)
}

async function furnish(tx: Tx): Promise<Id<'counter'>[]> {
  const word = { de: 'Neuwalden', 'de-simple': 'Neuwalden', en: 'Neuwalden' }
  await tx.run(
    db.insertInto('setting').values({
      texts: json({ name: word }),
      time_zone: 'Europe/Berlin',
      region: 'NW',
      sender_name: 'Stadt Neuwalden',
      sender_address: 'termine@neuwalden.example',
      contact: json({ phone: '0', address: 'x' }),
    }),
  )
  return furnishSite(tx, 'altmarkt', 12)
}

async function furnishSite(tx: Tx, key: string, size: number): Promise<Id<'counter'>[]> {
  const word = { de: key, 'de-simple': key, en: key }
  const [unit, site] = [newId<'unit'>(tx.now), newId<'site'>(tx.now)]
  await tx.run(db.insertInto('unit').values({ id: unit, key, texts: json({ name: word }) }))
  await tx.run(
    db.insertInto('site').values({
      id: site,
      key,
      unit_id: unit,
      kind: 'permanent',
      texts: json({ name: word, way: word }),
      district: 'Altstadt',
      street: 'Altmarkt 1',
      postcode: '00001',
      town: 'Neuwalden',
      latitude: 50,
      longitude: 7,
      step_free: true,
      time_zone: 'Europe/Berlin',
    }),
  )
  const ids = Array.from({ length: size }, () => newId<'counter'>(tx.now))
  for (const [position, id] of ids.entries()) {
    const label = {
      de: `Schalter ${position}`,
      'de-simple': `Schalter ${position}`,
      en: `Counter ${position}`,
    }
    const texts = json({ label, level: null })
    await tx.run(
      db.insertInto('counter').values({ id, site_id: site, key: String(position), position, texts }),
    )
  }
  return ids
}

async function signedIn(login: string, time: Instant = monday) {
  const result = await run((tx) => signIn(tx, { login, password: PASSWORD, network: HOME }), time)
  if (!result.ok) throw new Error(result.code)
  return result.value
}

const wrong = (login: string, network: string, time: Instant = monday) =>
  run((tx) => signIn(tx, { login, password: 'wrong', network }), time)

const actionsIn = (time: Instant = monday) =>
  run(async (tx) => {
    const rows = await tx.rows(db.selectFrom('audit').select('action'))
    // In the order of the alphabet: within a millisecond ids have none.
    return rows.map(({ action }) => action).sort()
  }, time)

describe('signing in', () => {
  it('gives a token whose session knows the person', async () => {
    const { token, caller } = await signedIn('ahlbeck')
    expect(caller).toMatchObject({ kind: 'staff', name: 'Katrin Ahlbeck', roles: ['clerk'], counterId: null })
    expect(await run((tx) => callerOf(tx, token))).toEqual(caller)
    expect(await actionsIn()).toEqual(['signed_in'])
  })

  it('reads a login typed with capitals', async () => {
    expect((await signedIn(' Ahlbeck ')).caller.name).toBe('Katrin Ahlbeck')
  })

  it('gives a new token each time, and none that the database knows', async () => {
    const [first, second] = [await signedIn('ahlbeck'), await signedIn('ahlbeck')]
    expect(first.token).not.toBe(second.token)
    expect(first.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const stored = await run((tx) => tx.rows(db.selectFrom('staff_session').select('id_hash')))
    expect(stored.map((row) => row.id_hash.equals(Buffer.from(first.token)))).toEqual([false, false])
    expect(stored.some((row) => row.id_hash.equals(hashToken(first.token)))).toBe(true)
  })

  it.each([
    ['a wrong password', 'ahlbeck', 'Eichhörnchen im park'],
    ['an unknown login', 'nobody-here', PASSWORD],
    ['a text that is no login', "x' OR '1'='1", PASSWORD],
    ['an empty password', 'ahlbeck', ''],
  ])('refuses %s in the same words', async (_, login, password) => {
    const result = await run((tx) => signIn(tx, { login, password, network: HOME }))
    expect(result).toEqual({ ok: false, code: 'wrong_credentials' })
  })

  it('refuses somebody who has left, and somebody without password', async () => {
    const stay = people.filter(({ login }) => login !== 'ahlbeck')
    const newcomer: StaffImport = { ...(people[1] as StaffImport), login: 'newcomer' }
    await run((tx) => importStaff(tx, [...stay, newcomer], () => null))
    for (const login of ['ahlbeck', 'newcomer']) {
      const result = await run((tx) => signIn(tx, { login, password: PASSWORD, network: HOME }))
      expect(result).toEqual({ ok: false, code: 'wrong_credentials' })
    }
    await signedIn('torwald')
  })

  it('keeps nothing of a text that cannot be a login', async () => {
    await wrong('Meine Güte, das war das Passwort', HOME)
    const rows = await run((tx) => tx.rows(db.selectFrom('sign_in_failure').select('login')))
    expect(rows).toEqual([{ login: '-' }])
  })

  it('knows nobody of the other authority', async () => {
    const { token } = await signedIn('ahlbeck')
    const there = await database.withAuthority(other, (tx) => callerOf(tx, token), { at: monday })
    expect(there).toEqual({ kind: 'anonymous' })
  })

  it('hashes a password anew when the cost was raised, and the session stays', async () => {
    const cheap = await hashPassword(PASSWORD, { memory: 64, passes: 1, parallelism: 1 })
    await run((tx) => setPassword(tx, 'ahlbeck', cheap))
    const { token } = await signedIn('ahlbeck')
    const stored = await run((tx) =>
      tx.one(db.selectFrom('staff_member').select('password_hash').where('login', '=', 'ahlbeck')),
    )
    expect(await verifyPassword(PASSWORD, stored.password_hash)).toEqual({ fits: true, outdated: false })
    expect((await run((tx) => callerOf(tx, token))).kind).toBe('staff')
  })

  it('takes as long for an unknown login as for a wrong password', async () => {
    const attempt = (login: string) =>
      run(async (tx) => {
        const begun = await beginSignIn(tx, { login, network: `${login} ${tx.now} ${performance.now()}` })
        if (!begun.ok) throw new Error(begun.code)
        return begun.value
      })
    const [known, unknown] = [await attempt('ahlbeck'), await attempt('nobody-here')]
    const fastest = { known: Infinity, unknown: Infinity, control: Infinity }
    for (let round = 0; round < 9; round++) {
      fastest.known = Math.min(fastest.known, await timed(() => tryPassword(known, 'wrong')))
      fastest.unknown = Math.min(fastest.unknown, await timed(() => tryPassword(unknown, 'wrong')))
      // Control: without the work that leads nowhere the answer would come at once.
      fastest.control = Math.min(fastest.control, await timed(() => verifyPassword('wrong', '!')))
    }
    expect(fastest.unknown / fastest.known).toBeGreaterThan(0.6)
    expect(fastest.unknown / fastest.known).toBeLessThan(1.7)
    expect(fastest.control / fastest.known).toBeLessThan(0.2)
  })

  it('fails when the password was changed while the old one was compared', async () => {
    const begun = await run((tx) => beginSignIn(tx, { login: 'ahlbeck', network: HOME }))
    if (!begun.ok) throw new Error(begun.code)
    const outcome = await tryPassword(begun.value, PASSWORD)
    expect(outcome.fits).toBe(true)
    const changed = await hashPassword('something else')
    await run((tx) => setPassword(tx, 'ahlbeck', changed))
    const finished = await run((tx) => finishSignIn(tx, begun.value, outcome))
    expect(finished).toEqual({ ok: false, code: 'wrong_credentials' })
  })
})

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

describe('wrong passwords', () => {
  const failTimes = async (times: number, login: string, network: string) => {
    for (let time = 0; time < times; time++) await wrong(login, network)
  }
  const rightFrom = (network: string, time: Instant = monday) =>
    run((tx) => signIn(tx, { login: 'ahlbeck', password: PASSWORD, network }), time)

  it('delay their own network after five, even with the right password', async () => {
    await failTimes(FREE_FAILURES, 'ahlbeck', ELSEWHERE)
    expect(await rightFrom(ELSEWHERE)).toEqual({ ok: false, code: 'too_many_attempts' })
  })

  it('never delay the owner of the login in another network', async () => {
    await failTimes(20, 'ahlbeck', ELSEWHERE)
    expect((await rightFrom(HOME)).ok).toBe(true)
    // Control: if the server took both for one network, the stranger would have locked her out.
    await failTimes(20, 'ahlbeck', HOME)
    expect((await rightFrom(HOME)).ok).toBe(false)
  })

  it('never delay another login in the same network', async () => {
    await failTimes(20, 'ahlbeck', HOME)
    await signedIn('torwald')
  })

  it('do not make the delay longer while it lasts', async () => {
    await failTimes(FREE_FAILURES + 50, 'ahlbeck', HOME)
    const delay = signInDelay(FREE_FAILURES, monday, monday)
    expect((await rightFrom(HOME, plus(monday, delay - 1))).ok).toBe(false)
    expect((await rightFrom(HOME, plus(monday, delay))).ok).toBe(true)
  })

  it('are forgotten after a success', async () => {
    await failTimes(FREE_FAILURES - 1, 'ahlbeck', HOME)
    expect((await rightFrom(HOME)).ok).toBe(true)
    await failTimes(FREE_FAILURES - 1, 'ahlbeck', HOME)
    expect((await rightFrom(HOME)).ok).toBe(true)
  })

  it('are forgotten with a new password', async () => {
    await failTimes(FREE_FAILURES, 'ahlbeck', HOME)
    await run((tx) => setPassword(tx, 'ahlbeck', hash))
    expect((await rightFrom(HOME)).ok).toBe(true)
  })

  it('delay an unknown login in the same way', async () => {
    await failTimes(FREE_FAILURES, 'nobody-here', HOME)
    expect(await wrong('nobody-here', HOME)).toEqual({ ok: false, code: 'too_many_attempts' })
  })

  it('count one by one when they come at the same moment', async () => {
    const looked = async (begin: (tx: Tx) => Promise<{ ok: boolean }>) => {
      const results = await Promise.all(Array.from({ length: 30 }, () => run(begin)))
      return results.filter(({ ok }) => ok).length
    }
    expect(await looked((tx) => beginSignIn(tx, { login: 'ahlbeck', network: HOME }))).toBe(FREE_FAILURES)
    // Control: reading first and counting afterwards lets the whole burst through.
    let reading = 0
    const everybodyHasRead = async () => {
      reading += 1
      for (const end = performance.now() + 500; reading < 12 && performance.now() < end; ) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const unguarded = await looked(async (tx) => {
      const mine = db
        .selectFrom('sign_in_failure')
        .select(['failures', 'last_at'])
        .where('network', '=', ELSEWHERE)
      const row = await tx.first(mine)
      await everybodyHasRead()
      const free = !row || signInDelay(row.failures, row.last_at, tx.now) === 0
      const first = { login: 'ahlbeck', network: ELSEWHERE, failures: 1, last_at: at(tx.now) }
      await tx.run(
        db
          .insertInto('sign_in_failure')
          .values(first)
          .onConflict((conflict) =>
            conflict
              .columns(['login', 'network'])
              .doUpdateSet((row) => ({ failures: row('sign_in_failure.failures', '+', 1) })),
          ),
      )
      return { ok: free }
    })
    expect(unguarded).toBeGreaterThan(FREE_FAILURES)
  })
})

describe('a session', () => {
  const kindAt = (token: string, time: Instant) => run(async (tx) => (await callerOf(tx, token)).kind, time)

  it('ends an hour after the last request', async () => {
    const { token } = await signedIn('ahlbeck')
    const last = plus(monday, 50 * MINUTE)
    expect(await kindAt(token, last)).toBe('staff')
    expect(await kindAt(token, plus(last, SESSION_IDLE - 1))).toBe('staff')
    const later = plus(last, 2 * SESSION_IDLE - 1)
    expect(await kindAt(token, later)).toBe('anonymous')
  })

  it('outlasts a long consultation at a counter, but no more than twelve hours', async () => {
    const { token, caller } = await signedIn('ahlbeck')
    await run((tx) => seat(tx, caller, counters[0] as Id<'counter'>))
    expect(await kindAt(token, plus(monday, SESSION_LENGTH - 1))).toBe('staff')
    expect(await kindAt(token, plus(monday, SESSION_LENGTH))).toBe('anonymous')
  })

  it('notes at most once a minute that it was used', async () => {
    const { token } = await signedIn('ahlbeck')
    const seenAt = () => run((tx) => tx.one(db.selectFrom('staff_session').select('seen_at')))
    await kindAt(token, plus(monday, MINUTE - 1))
    expect(await seenAt()).toEqual({ seen_at: monday })
    await kindAt(token, plus(monday, MINUTE))
    expect(await seenAt()).toEqual({ seen_at: plus(monday, MINUTE) })
  })

  it('never waits for another request of the same session', async () => {
    const { token } = await signedIn('ahlbeck')
    const later = plus(monday, 5 * MINUTE)
    await run(async (tx) => {
      await callerOf(tx, token)
      expect(await kindAt(token, later)).toBe('staff')
    }, later)
  })

  it('ends when its person signs out, and no other does', async () => {
    const [one, two] = [await signedIn('ahlbeck'), await signedIn('ahlbeck')]
    await run((tx) => signOut(tx, one.caller))
    await run((tx) => signOut(tx, one.caller))
    expect(await kindAt(one.token, monday)).toBe('anonymous')
    expect(await kindAt(two.token, monday)).toBe('staff')
    expect(await actionsIn()).toEqual(['signed_in', 'signed_in', 'signed_out'])
  })

  it('ends with a new password', async () => {
    const { token } = await signedIn('ahlbeck')
    const colleague = await signedIn('torwald')
    expect(await run((tx) => setPassword(tx, 'ahlbeck', hash))).toEqual({ ok: true, value: undefined })
    expect(await kindAt(token, monday)).toBe('anonymous')
    expect(await kindAt(colleague.token, monday)).toBe('staff')
    expect(await run((tx) => setPassword(tx, 'nobody-here', hash))).toEqual({ ok: false, code: 'not_found' })
  })

  it.each<[string, (person: StaffImport) => StaffImport[], string]>([
    ['other roles', (person) => [{ ...person, roles: ['information_desk'] }], 'anonymous'],
    ['another site', (person) => [{ ...person, site: 'lindenhof' }], 'anonymous'],
    ['leaving', () => [], 'anonymous'],
    ['only another name', (person) => [{ ...person, name: 'Katrin Torwald' }], 'staff'],
    ['nothing new', (person) => [person], 'staff'],
  ])('after an import with %s', async (_, change, expected) => {
    const { token } = await signedIn('ahlbeck')
    const list = people.flatMap((person) => (person.login === 'ahlbeck' ? change(person) : [person]))
    await run((tx) => importStaff(tx, list, () => null))
    expect(await kindAt(token, monday)).toBe(expected)
  })
})

describe('a counter', () => {
  const [first, second] = [() => counters[0] as Id<'counter'>, () => counters[1] as Id<'counter'>]

  it('seats one person, who sees it with the next request', async () => {
    const { token, caller } = await signedIn('ahlbeck')
    expect(await run((tx) => seat(tx, caller, first()))).toEqual({ ok: true, value: undefined })
    expect(await run((tx) => callerOf(tx, token))).toMatchObject({ counterId: first() })
    expect(await run((tx) => seat(tx, caller, first()))).toEqual({ ok: true, value: undefined })
    await run((tx) => seat(tx, caller, second()))
    await run((tx) => unseat(tx, caller))
    await run((tx) => unseat(tx, caller))
    expect(await actionsIn()).toEqual([
      'counter_closed',
      'counter_closed',
      'counter_opened',
      'counter_opened',
      'signed_in',
    ])
  })

  it('is refused to a colleague while it is taken, whose transaction goes on', async () => {
    const [one, two] = [await signedIn('ahlbeck'), await signedIn('torwald')]
    await run((tx) => seat(tx, one.caller, first()))
    const both = await run(async (tx) => [
      await seat(tx, two.caller, first()),
      await seat(tx, two.caller, second()),
    ])
    expect(both).toEqual([
      { ok: false, code: 'counter_occupied' },
      { ok: true, value: undefined },
    ])
    await run((tx) => unseat(tx, one.caller))
    expect((await run((tx) => seat(tx, two.caller, first()))).ok).toBe(true)
  })

  it('yields to its own person in a new session, and to a colleague after an idle hour', async () => {
    const [old, again, colleague] = [
      await signedIn('ahlbeck'),
      await signedIn('ahlbeck'),
      await signedIn('torwald'),
    ]
    await run((tx) => seat(tx, old.caller, first()))
    expect((await run((tx) => seat(tx, again.caller, first()))).ok).toBe(true)
    const late = plus(monday, SESSION_IDLE - 1)
    expect((await run((tx) => seat(tx, colleague.caller, first()), late)).ok).toBe(false)
    expect((await run((tx) => seat(tx, colleague.caller, first()), plus(late, 1))).ok).toBe(true)
  })

  it('is only for clerks of its site', async () => {
    const [clerk, manager] = [await signedIn('ahlbeck'), await signedIn('sandhagen')]
    const codes = await run(async (tx) => [
      await seat(tx, clerk.caller, foreignCounter),
      await seat(tx, manager.caller, first()),
      await seat(tx, clerk.caller, newId<'counter'>(tx.now)),
    ])
    expect(codes.map((result) => !result.ok && result.code)).toEqual(['forbidden', 'forbidden', 'not_found'])
  })

  it('is refused to a session that ended meanwhile', async () => {
    const { caller } = await signedIn('ahlbeck')
    await run((tx) => signOut(tx, caller))
    expect(await run((tx) => seat(tx, caller, first()))).toEqual({ ok: false, code: 'forbidden' })
  })

  it('never seats two who press at the same moment', async () => {
    const callers = await clerks()
    for (const counterId of counters) {
      const results = await Promise.all(callers.map((caller) => run((tx) => seat(tx, caller, counterId))))
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    }
  })

  it('would seat two without the unique key (control)', async () => {
    const owner = new pg.Client({ connectionString: fresh.ownerUrl })
    await owner.connect()
    const table = `${city.schema}.staff_session`
    try {
      await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT staff_session_counter_id_key`)
      const callers = await clerks()
      const results = await Promise.all(callers.map((caller) => run((tx) => seat(tx, caller, first()))))
      expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(1)
    } finally {
      await owner.query(`DELETE FROM ${table}`)
      await owner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT staff_session_counter_id_key UNIQUE (counter_id)`,
      )
      await owner.end()
    }
  })

  async function clerks(): Promise<StaffCaller[]> {
    return [(await signedIn('ahlbeck')).caller, (await signedIn('torwald')).caller]
  }
})

describe('the audit', () => {
  const read = (caller: StaffCaller, page: { before?: Id<'audit'>; limit: number }, time = monday) =>
    run((tx) => readAudit(tx, caller, page), time)

  it('is read by data protection and the staff council alone, and reading is audited', async () => {
    for (const { login, roles } of people) {
      const { caller } = await signedIn(login)
      const allowed = roles.includes('data_protection') || roles.includes('staff_council')
      expect((await read(caller, { limit: 10 })).ok).toBe(allowed)
    }
    const actions = await actionsIn()
    expect(actions.filter((action) => action === 'audit_read')).toHaveLength(2)
  })

  it('says who sat where, page by page, without gap or double', async () => {
    const { caller: clerk } = await signedIn('ahlbeck')
    await run((tx) => seat(tx, clerk, counters[3] as Id<'counter'>), plus(monday, 1))
    const visitId = newId<'visit'>(monday)
    for (let second = 2; second < 12; second++) {
      const entry = { action: 'booking_made', staffId: clerk.staffId, visitId } as const
      await run((tx) => writeAudit(tx, entry), plus(monday, second))
    }
    const { caller } = await signedIn('nordhaus', plus(monday, 12))
    const seen: string[] = []
    let before: Id<'audit'> | undefined
    for (let page = 0; page < 5; page++) {
      const answer = await read(caller, { ...(before ? { before } : {}), limit: 5 }, plus(monday, 20 + page))
      if (!answer.ok) throw new Error(answer.code)
      seen.push(...answer.value.entries.map((entry) => `${entry.happenedAt - monday} ${entry.action}`))
      if (page === 2) {
        expect(answer.value.entries.at(-2)).toMatchObject({
          staff: { name: 'Katrin Ahlbeck' },
          counter: { key: '3', site: 'altmarkt' },
          visitId: null,
        })
      }
      if (answer.value.next === null) break
      before = answer.value.next
    }
    const bookings = Array.from({ length: 10 }, (_, index) => `${11 - index} booking_made`)
    expect(seen).toEqual(['12 signed_in', ...bookings, '1 counter_opened', '0 signed_in'])
  })

  it('is gone after thirty days of the authority, also before the sweep', async () => {
    // 23:30 in UTC on Monday is Tuesday in Neuwalden.
    const lateEvening = parseInstant('2026-11-23T23:30:00Z')
    const { caller: clerk } = await signedIn('ahlbeck')
    await run((tx) => writeAudit(tx, { action: 'imported', staffId: clerk.staffId }), lateEvening)
    const rows = await run((tx) =>
      tx.rows(db.selectFrom('audit').select(['action', 'delete_on']).orderBy('id')),
    )
    expect(rows).toEqual([
      { action: 'signed_in', delete_on: '2026-12-23' },
      { action: 'imported', delete_on: '2026-12-24' },
    ])
    const after = plus(monday, AUDIT_DAYS * DAY)
    const { caller } = await signedIn('grasmueck', after)
    const answer = await read(caller, { limit: 10 }, after)
    if (!answer.ok) throw new Error(answer.code)
    expect(answer.value.entries.map(({ action }) => action)).toEqual(['signed_in', 'imported'])
    expect((await run((tx) => deleteOldStaffRows(tx), after)).auditEntries).toBe(1)
    expect(await actionsIn(after)).toEqual(['audit_read', 'imported', 'signed_in'])
  })

  it('is the only table that knows both staff and visits', async () => {
    const owner = new pg.Client({ connectionString: fresh.ownerUrl })
    await owner.connect()
    const { rows } = await owner.query<{ name: string; visits: boolean }>(
      `SELECT t.relname AS name, EXISTS (SELECT FROM pg_attribute a
          WHERE a.attrelid = t.oid AND a.attname IN ('visit_id', 'matter_id', 'journal_id')) AS visits
       FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class target ON target.oid = k.confrelid
       JOIN pg_namespace n ON n.oid = t.relnamespace
       WHERE k.contype = 'f' AND target.relname = 'staff_member' AND n.nspname = $1 ORDER BY 1`,
      [city.schema],
    )
    const { rows: named } = await owner.query<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns
       WHERE table_schema = $1 AND column_name ~ 'staff|login|clerk' ORDER BY 1`,
      [city.schema],
    )
    await owner.end()
    expect(rows).toEqual([
      { name: 'audit', visits: true },
      { name: 'staff_session', visits: false },
    ])
    expect(named.map(({ name }) => name)).toEqual([
      'audit',
      'sign_in_failure',
      'staff_member',
      'staff_session',
    ])
  })
})

describe('the import of people', () => {
  it('creates, changes, and lets go', async () => {
    const list = people
      .filter(({ login }) => login !== 'torwald')
      .map((person) => (person.login === 'ahlbeck' ? { ...person, name: 'Katrin Neu' } : person))
    const newcomer: StaffImport = { ...(people[0] as StaffImport), login: 'neu', name: 'Nora Neu' }
    const result = await run((tx) =>
      importStaff(tx, [...list, newcomer], (login) => (login === 'neu' ? hash : null)),
    )
    expect(result).toEqual({ ok: true, value: { created: 1, changed: 1, deactivated: 1 } })
    await signedIn('neu')
    await signedIn('ahlbeck')
    expect(await wrong('torwald', HOME)).toEqual({ ok: false, code: 'wrong_credentials' })
    const back = await run((tx) => importStaff(tx, people, () => null))
    expect(back).toEqual({ ok: true, value: { created: 0, changed: 2, deactivated: 1 } })
    await signedIn('torwald')
  })

  it('does nothing the second time', async () => {
    const result = await run((tx) => importStaff(tx, people, () => null))
    expect(result).toEqual({ ok: true, value: { created: 0, changed: 0, deactivated: 0 } })
    expect(await actionsIn()).toEqual([])
  })

  it('refuses a site that does not exist, and a login that is named twice', async () => {
    const [person] = people as [StaffImport]
    const results = await run(async (tx) => [
      await importStaff(tx, [{ ...person, site: 'atlantis' }], () => null),
      await importStaff(tx, [person, person], () => null),
    ])
    expect(results.map((result) => !result.ok && result.code)).toEqual(['unknown_site', 'duplicate_login'])
  })
})

describe('the sweep', () => {
  it('deletes dead sessions and old failures, and leaves the living', async () => {
    const [idle, sitting] = [await signedIn('ahlbeck'), await signedIn('torwald')]
    await run((tx) => seat(tx, sitting.caller, counters[0] as Id<'counter'>))
    await wrong('ahlbeck', HOME)
    const afterIdle = await run((tx) => deleteOldStaffRows(tx), plus(monday, SESSION_IDLE))
    expect(afterIdle).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect((await run((tx) => callerOf(tx, idle.token))).kind).toBe('anonymous')
    const afterLength = await run((tx) => deleteOldStaffRows(tx), plus(monday, SESSION_LENGTH))
    expect(afterLength).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect(await actionsIn()).toContain('counter_closed')
    const nextDay = await run((tx) => deleteOldStaffRows(tx), plus(monday, FAILURES_KEPT))
    expect(nextDay).toEqual({ sessions: 0, failures: 1, auditEntries: 0 })
  })

  it('keeps failures at least as long as their longest delay', () => {
    expect(FAILURES_KEPT).toBeGreaterThan(LONGEST_DELAY)
    expect(SESSION_LENGTH).toBeGreaterThan(HOUR)
  })
})
