import { expect, it } from 'vitest'
import { ANONYMOUS, type Caller, type Role } from '#features/staff/model.ts'
import { newId } from '#kernel/id.ts'
import { TEST_START } from '#test/fixtures.ts'
import { mayChange, seesContact, siteOf } from './policy.ts'

const HERE = newId<'site'>(TEST_START)
const THERE = newId<'site'>(TEST_START)

function staff(roles: readonly Role[], siteId: typeof HERE | null): Caller {
  return {
    kind: 'staff',
    staffId: newId<'staffMember'>(TEST_START),
    name: 'Somebody',
    roles,
    siteId,
    counterId: null,
    sessionHash: Buffer.alloc(32),
    language: 'de',
  }
}

it('the information desk works with the bookings of its site, phone agents and managers with all', () => {
  const desk = staff(['information_desk'], HERE)
  expect([siteOf(desk), mayChange(desk, HERE), mayChange(desk, THERE)]).toEqual([HERE, true, false])
  for (const role of ['phone_agent', 'manager'] as const) {
    const caller = staff([role], HERE)
    expect([siteOf(caller), mayChange(caller, THERE)]).toEqual([null, true])
  }
  expect(mayChange(staff(['information_desk'], null), THERE)).toBe(true)
})

it('clerks see who comes to their site, without e-mail and telephone, and change nothing', () => {
  const clerk = staff(['clerk'], HERE)
  expect([siteOf(clerk), seesContact(clerk), mayChange(clerk, HERE)]).toEqual([HERE, false, false])
  expect(seesContact(staff(['clerk', 'phone_agent'], HERE))).toBe(true)
  expect([seesContact(ANONYMOUS), mayChange(ANONYMOUS, HERE)]).toEqual([false, false])
})
