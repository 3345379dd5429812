import { describe, expect, it } from 'vitest'
import { type Instant, plus } from '#kernel/instant.ts'
import { hashPassword, verifyPassword } from '#platform/crypto/password.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { HOME, MONDAY, openStaffCity, PEOPLE } from '#test/staffCity.ts'
import {
  beginSignIn,
  callerOf,
  finishSignIn,
  importStaff,
  setPassword,
  signIn,
  tryPassword,
} from './actions.ts'
import { FREE_FAILURES, type StaffImport, signInDelay } from './model.ts'

const ELSEWHERE = '198.51.100.0/24'

const { city, hash, run, signedIn, wrong, actionsIn } = openStaffCity({ connections: 16 })

describe('signing in', () => {
  it('gives a token whose session knows the person', async () => {
    const { token, caller } = await signedIn('schalter')
    expect(caller).toMatchObject({ kind: 'staff', name: 'Katrin Ahlbeck', roles: ['clerk'], counterId: null })
    expect(await run((tx) => callerOf(tx, token))).toEqual(caller)
    expect(await actionsIn()).toEqual(['signed_in'])
  })

  it('reads a login typed with capitals', async () => {
    expect((await signedIn(' Schalter ')).caller.name).toBe('Katrin Ahlbeck')
  })

  it('gives a new token each time, and none that the database knows', async () => {
    const [first, second] = [await signedIn('schalter'), await signedIn('schalter')]
    expect(first.token).not.toBe(second.token)
    expect(first.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const stored = await run((tx) => tx.rows(db.selectFrom('staff_session').select('id_hash')))
    expect(stored.map((row) => row.id_hash.equals(Buffer.from(first.token)))).toEqual([false, false])
    expect(stored.some((row) => row.id_hash.equals(hashToken(first.token)))).toBe(true)
  })

  it.each([
    ['a wrong password', 'schalter', 'Vierzehn Zeichen'],
    ['an unknown login', 'nobody-here', TEST_PASSWORD],
    ['a text that is no login', "x' OR '1'='1", TEST_PASSWORD],
    ['an empty password', 'schalter', ''],
  ])('refuses %s in the same words', async (_, login, password) => {
    const result = await run((tx) => signIn(tx, { login, password, network: HOME }))
    expect(result).toEqual({ ok: false, code: 'wrong_credentials' })
  })

  it('refuses somebody who has left, and somebody without password', async () => {
    const stay = PEOPLE.filter(({ login }) => login !== 'schalter')
    const newcomer: StaffImport = { ...(PEOPLE[1] as StaffImport), login: 'newcomer' }
    await run((tx) => importStaff(tx, [...stay, newcomer], () => null))
    for (const login of ['schalter', 'newcomer']) {
      const result = await run((tx) => signIn(tx, { login, password: TEST_PASSWORD, network: HOME }))
      expect(result).toEqual({ ok: false, code: 'wrong_credentials' })
    }
    await signedIn('schalter2')
  })

  it('keeps nothing of a text that cannot be a login', async () => {
    await wrong('Meine Güte, das war das Passwort', HOME)
    const rows = await run((tx) => tx.rows(db.selectFrom('sign_in_failure').select('login')))
    expect(rows).toEqual([{ login: '-' }])
  })

  it('knows nobody of the other authority', async () => {
    const { token } = await signedIn('schalter')
    const there = await city().database.withAuthority(city().other, (tx) => callerOf(tx, token), {
      at: MONDAY,
    })
    expect(there).toEqual({ kind: 'anonymous' })
  })

  it('hashes a password anew when the cost was raised, and the session stays', async () => {
    const cheap = await hashPassword(TEST_PASSWORD, { memory: 64, passes: 1, parallelism: 1 })
    await run((tx) => setPassword(tx, 'schalter', cheap))
    const { token } = await signedIn('schalter')
    const stored = await run((tx) =>
      tx.one(db.selectFrom('staff_member').select('password_hash').where('login', '=', 'schalter')),
    )
    expect(await verifyPassword(TEST_PASSWORD, stored.password_hash)).toEqual({ fits: true, outdated: false })
    expect((await run((tx) => callerOf(tx, token))).kind).toBe('staff')
  })

  it('takes as long for an unknown login as for a wrong password', async () => {
    const attempt = (login: string) =>
      run(async (tx) => {
        const begun = await beginSignIn(tx, { login, network: `${login} ${tx.now} ${performance.now()}` })
        if (!begun.ok) throw new Error(begun.code)
        return begun.value
      })
    const [known, unknown] = [await attempt('schalter'), await attempt('nobody-here')]
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
    const begun = await run((tx) => beginSignIn(tx, { login: 'schalter', network: HOME }))
    if (!begun.ok) throw new Error(begun.code)
    const outcome = await tryPassword(begun.value, TEST_PASSWORD)
    expect(outcome.fits).toBe(true)
    const changed = await hashPassword('something else')
    await run((tx) => setPassword(tx, 'schalter', changed))
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
  const rightFrom = (network: string, time: Instant = MONDAY) =>
    run((tx) => signIn(tx, { login: 'schalter', password: TEST_PASSWORD, network }), time)

  it('delay their own network after five, even with the right password', async () => {
    await failTimes(FREE_FAILURES, 'schalter', ELSEWHERE)
    expect(await rightFrom(ELSEWHERE)).toEqual({ ok: false, code: 'too_many_attempts' })
  })

  it('never delay the owner of the login in another network', async () => {
    await failTimes(20, 'schalter', ELSEWHERE)
    expect((await rightFrom(HOME)).ok).toBe(true)
    // Control: if the server took both for one network, the stranger would have locked her out.
    await failTimes(20, 'schalter', HOME)
    expect((await rightFrom(HOME)).ok).toBe(false)
  })

  it('never delay another login in the same network', async () => {
    await failTimes(20, 'schalter', HOME)
    await signedIn('schalter2')
  })

  it('do not make the delay longer while it lasts', async () => {
    await failTimes(FREE_FAILURES + 50, 'schalter', HOME)
    const delay = signInDelay(FREE_FAILURES, MONDAY, MONDAY)
    expect((await rightFrom(HOME, plus(MONDAY, delay - 1))).ok).toBe(false)
    expect((await rightFrom(HOME, plus(MONDAY, delay))).ok).toBe(true)
  })

  it('are forgotten after a success', async () => {
    await failTimes(FREE_FAILURES - 1, 'schalter', HOME)
    expect((await rightFrom(HOME)).ok).toBe(true)
    await failTimes(FREE_FAILURES - 1, 'schalter', HOME)
    expect((await rightFrom(HOME)).ok).toBe(true)
  })

  it('are forgotten with a new password', async () => {
    await failTimes(FREE_FAILURES, 'schalter', HOME)
    await run((tx) => setPassword(tx, 'schalter', hash()))
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
    expect(await looked((tx) => beginSignIn(tx, { login: 'schalter', network: HOME }))).toBe(FREE_FAILURES)
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
      const first = { login: 'schalter', network: ELSEWHERE, failures: 1, last_at: at(tx.now) }
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
