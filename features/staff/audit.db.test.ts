import { beforeAll, describe, expect, it } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, parseInstant, plus } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import { asOwner } from '#test/city.ts'
import { MONDAY, openStaffCity, PEOPLE } from '#test/staffCity.ts'
import { readAudit, seat, writeAudit } from './actions.ts'
import { deleteOldStaffRows } from './jobs.ts'
import { AUDIT_DAYS, type StaffCaller } from './model.ts'

const { city, run, signedIn, actionsIn, counterOf } = openStaffCity()
let counter: Id<'counter'>

beforeAll(async () => {
  counter = await counterOf('mitte', '3')
})

describe('the audit', () => {
  const read = (caller: StaffCaller, page: { before?: Id<'audit'>; limit: number }, time = MONDAY) =>
    run((tx) => readAudit(tx, caller, page), time)

  it('is read by data protection and the staff council alone, and reading is audited', async () => {
    for (const { login, roles } of PEOPLE) {
      const { caller } = await signedIn(login)
      const allowed = roles.includes('data_protection') || roles.includes('staff_council')
      expect((await read(caller, { limit: 10 })).ok).toBe(allowed)
    }
    const actions = await actionsIn()
    expect(actions.filter((action) => action === 'audit_read')).toHaveLength(2)
  })

  it('says who sat where, page by page, without gap or double', async () => {
    const { caller: clerk } = await signedIn('schalter')
    await run((tx) => seat(tx, clerk, counter), plus(MONDAY, 1))
    const visitId = newId<'visit'>(MONDAY)
    for (let second = 2; second < 12; second++) {
      const entry = { action: 'booking_made', staffId: clerk.staffId, visitId } as const
      await run((tx) => writeAudit(tx, entry), plus(MONDAY, second))
    }
    const { caller } = await signedIn('datenschutz', plus(MONDAY, 12))
    const seen: string[] = []
    let before: Id<'audit'> | undefined
    for (let page = 0; page < 5; page++) {
      const answer = await read(caller, { ...(before ? { before } : {}), limit: 5 }, plus(MONDAY, 20 + page))
      if (!answer.ok) throw new Error(answer.code)
      seen.push(...answer.value.entries.map((entry) => `${entry.happenedAt - MONDAY} ${entry.action}`))
      if (page === 2) {
        expect(answer.value.entries.at(-2)).toMatchObject({
          staff: { name: 'Katrin Ahlbeck' },
          counter: { key: '3', site: 'mitte' },
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
    const { caller: clerk } = await signedIn('schalter')
    await run((tx) => writeAudit(tx, { action: 'imported', staffId: clerk.staffId }), lateEvening)
    const rows = await run((tx) =>
      tx.rows(db.selectFrom('audit').select(['action', 'delete_on']).orderBy('id')),
    )
    expect(rows).toEqual([
      { action: 'signed_in', delete_on: '2026-12-23' },
      { action: 'imported', delete_on: '2026-12-24' },
    ])
    const after = plus(MONDAY, AUDIT_DAYS * DAY)
    const { caller } = await signedIn('personalrat', after)
    const answer = await read(caller, { limit: 10 }, after)
    if (!answer.ok) throw new Error(answer.code)
    expect(answer.value.entries.map(({ action }) => action)).toEqual(['signed_in', 'imported'])
    expect((await run((tx) => deleteOldStaffRows(tx), after)).auditEntries).toBe(1)
    expect(await actionsIn(after)).toEqual(['audit_read', 'imported', 'signed_in'])
  })

  it('is the only table that knows both staff and visits', async () => {
    const { schema } = city().authority
    const { rows, named } = await asOwner(city().ownerUrl, async (owner) => ({
      rows: (
        await owner.query<{ name: string; visits: boolean }>(
          `SELECT t.relname AS name, EXISTS (SELECT FROM pg_attribute a
              WHERE a.attrelid = t.oid AND a.attname IN ('visit_id', 'matter_id')) AS visits
           FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class m ON m.oid = k.confrelid
           JOIN pg_namespace n ON n.oid = t.relnamespace
           WHERE k.contype = 'f' AND m.relname = 'staff_member' AND n.nspname = $1 ORDER BY 1`,
          [schema],
        )
      ).rows,
      named: (
        await owner.query<{ name: string }>(
          `SELECT DISTINCT table_name AS name FROM information_schema.columns
           WHERE table_schema = $1 AND column_name ~ 'staff|login|clerk' ORDER BY 1`,
          [schema],
        )
      ).rows,
    }))
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
