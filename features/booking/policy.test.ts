import { expect, it } from 'vitest'
import { ANONYMOUS, type Caller, type Role } from '#features/staff/model.ts'
import { newId } from '#kernel/id.ts'
import { TEST_START } from '#test/fixtures.ts'
import { followers, mayChange, mayFollow, seesContact, siteOf } from './policy.ts'

const HERE = newId<'site'>(TEST_START)
const THERE = newId<'site'>(TEST_START)
const SEAT = newId<'counter'>(TEST_START)
const OTHER_SEAT = newId<'counter'>(TEST_START)

function staff(
  roles: readonly Role[],
  siteId: typeof HERE | null,
  counterId: typeof SEAT | null = null,
): Caller {
  return {
    kind: 'staff',
    staffId: newId<'staffMember'>(TEST_START),
    name: 'Somebody',
    roles,
    siteId,
    counterId,
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

it('clerks book the next visit of those whom they serve where they sit, and of nobody else', () => {
  const clerk = staff(['clerk'], HERE, SEAT)
  expect(followers.allows(clerk)).toBe(true)
  expect(mayFollow(clerk, HERE, SEAT)).toBe(true)
  expect(mayFollow(clerk, HERE, OTHER_SEAT)).toBe(false)
  // Served on another day, or at no counter; and a clerk who sits nowhere.
  expect(mayFollow(clerk, HERE, null)).toBe(false)
  expect(mayFollow(staff(['clerk'], HERE), HERE, null)).toBe(false)
})

it('whoever may change a booking books the next visit, wherever it was served; others never', () => {
  expect(mayFollow(staff(['information_desk'], HERE), HERE, null)).toBe(true)
  expect(mayFollow(staff(['information_desk'], HERE), THERE, SEAT)).toBe(false)
  expect(mayFollow(staff(['phone_agent'], null), THERE, null)).toBe(true)
  for (const stranger of [staff(['administrator'], HERE, SEAT), ANONYMOUS]) {
    expect([followers.allows(stranger), mayFollow(stranger, HERE, SEAT)]).toEqual([false, false])
  }
})
