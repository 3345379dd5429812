import { beforeAll, describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import { HOME, MONDAY, openStaffCity, PEOPLE } from '#test/staffCity.ts'
import { callerOf, importStaff, seat, setPassword, signOut } from './actions.ts'
import { deleteOldStaffRows } from './jobs.ts'
import { FAILURES_KEPT, SESSION_IDLE, SESSION_LENGTH, type StaffImport } from './model.ts'

const { hash, run, signedIn, wrong, actionsIn, counterOf } = openStaffCity()
let counter: Id<'counter'>

beforeAll(async () => {
  counter = await counterOf('mitte', '1')
})

describe('a session', () => {
  const kindAt = (token: string, time: Instant) => run(async (tx) => (await callerOf(tx, token)).kind, time)

  it('ends an hour after the last request', async () => {
    const { token } = await signedIn('schalter')
    const last = plus(MONDAY, 50 * MINUTE)
    expect(await kindAt(token, last)).toBe('staff')
    expect(await kindAt(token, plus(last, SESSION_IDLE - 1))).toBe('staff')
    const later = plus(last, 2 * SESSION_IDLE - 1)
    expect(await kindAt(token, later)).toBe('anonymous')
  })

  it('outlasts a long consultation at a counter, but no more than twelve hours', async () => {
    const { token, caller } = await signedIn('schalter')
    await run((tx) => seat(tx, caller, counter))
    expect(await kindAt(token, plus(MONDAY, SESSION_LENGTH - 1))).toBe('staff')
    expect(await kindAt(token, plus(MONDAY, SESSION_LENGTH))).toBe('anonymous')
  })

  it('notes at most once a minute that it was used', async () => {
    const { token } = await signedIn('schalter')
    const seenAt = () => run((tx) => tx.one(db.selectFrom('staff_session').select('seen_at')))
    await kindAt(token, plus(MONDAY, MINUTE - 1))
    expect(await seenAt()).toEqual({ seen_at: MONDAY })
    await kindAt(token, plus(MONDAY, MINUTE))
    expect(await seenAt()).toEqual({ seen_at: plus(MONDAY, MINUTE) })
  })

  it('never waits for another request of the same session', async () => {
    const { token } = await signedIn('schalter')
    const later = plus(MONDAY, 5 * MINUTE)
    await run(async (tx) => {
      await callerOf(tx, token)
      expect(await kindAt(token, later)).toBe('staff')
    }, later)
  })

  it('ends when its person signs out, and no other does', async () => {
    const [one, two] = [await signedIn('schalter'), await signedIn('schalter')]
    await run((tx) => signOut(tx, one.caller))
    await run((tx) => signOut(tx, one.caller))
    expect(await kindAt(one.token, MONDAY)).toBe('anonymous')
    expect(await kindAt(two.token, MONDAY)).toBe('staff')
    expect(await actionsIn()).toEqual(['signed_in', 'signed_in', 'signed_out'])
  })

  it('ends with a new password', async () => {
    const { token } = await signedIn('schalter')
    const colleague = await signedIn('schalter2')
    expect(await run((tx) => setPassword(tx, 'schalter', hash()))).toEqual({ ok: true, value: undefined })
    expect(await kindAt(token, MONDAY)).toBe('anonymous')
    expect(await kindAt(colleague.token, MONDAY)).toBe('staff')
    expect(await run((tx) => setPassword(tx, 'nobody-here', hash()))).toEqual({
      ok: false,
      code: 'not_found',
    })
  })

  it.each<[string, (person: StaffImport) => StaffImport[], string]>([
    ['other roles', (person) => [{ ...person, roles: ['information_desk'] }], 'anonymous'],
    ['another site', (person) => [{ ...person, site: 'nord' }], 'anonymous'],
    ['leaving', () => [], 'anonymous'],
    ['only another name', (person) => [{ ...person, name: 'Katrin Neu' }], 'staff'],
    ['nothing new', (person) => [person], 'staff'],
  ])('after an import with %s', async (_, change, expected) => {
    const { token } = await signedIn('schalter')
    const list = PEOPLE.flatMap((person) => (person.login === 'schalter' ? change(person) : [person]))
    await run((tx) => importStaff(tx, list, () => null))
    expect(await kindAt(token, MONDAY)).toBe(expected)
  })
})

describe('the sweep of sessions and failures', () => {
  it('deletes dead sessions and old failures, and leaves the living', async () => {
    const [idle, sitting] = [await signedIn('schalter'), await signedIn('schalter2')]
    await run((tx) => seat(tx, sitting.caller, counter))
    await wrong('schalter', HOME)
    const afterIdle = await run((tx) => deleteOldStaffRows(tx), plus(MONDAY, SESSION_IDLE))
    expect(afterIdle).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect((await run((tx) => callerOf(tx, idle.token))).kind).toBe('anonymous')
    const afterLength = await run((tx) => deleteOldStaffRows(tx), plus(MONDAY, SESSION_LENGTH))
    expect(afterLength).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect(await actionsIn()).toContain('counter_closed')
    const nextDay = await run((tx) => deleteOldStaffRows(tx), plus(MONDAY, FAILURES_KEPT))
    expect(nextDay).toEqual({ sessions: 0, failures: 1, auditEntries: 0 })
  })
})
