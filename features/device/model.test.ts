import { expect, test } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { deviceOfRoute, isAdmitted, offlineSince, readCode, shownCode } from './model.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const here: Id<'site'> = newId<'site'>(NOW)
const there: Id<'site'> = newId<'site'>(NOW)

test('a code is read as people type it, and nothing else is one', () => {
  expect(readCode(' kq7-m4x ')).toBe('KQ7M4X')
  expect(readCode(shownCode('KQ7M4X'))).toBe('KQ7M4X')
  for (const typed of ['', 'KQ7M4', 'KQ7M4XX', 'KQ7M4ß', "';--AB"]) expect(readCode(typed)).toBeUndefined()
})

test('a device is offline after three minutes without a word, since it was last heard of', () => {
  expect(offlineSince(plus(NOW, -3 * MINUTE), NOW)).toBeNull()
  expect(offlineSince(plus(NOW, -3 * MINUTE - 1), NOW)).toBe(plus(NOW, -3 * MINUTE - 1))
})

test('routes of devices are known by their path, those of people are not', () => {
  const routes = ['/display', '/display/:site', '/api/sites/:site/display', '/api/sites/:site/display/events']
  expect(routes.map(deviceOfRoute)).toEqual(routes.map(() => 'display'))
  const kiosk = ['/kiosk', '/kiosk/:site/check-in', '/api/sites/:site/tickets', '/api/sites/:site/check-in']
  expect(kiosk.map(deviceOfRoute)).toEqual(kiosk.map(() => 'kiosk'))
  const people = ['/', '/w/:token', '/pair/:kind', '/displays', '/api/sites', '/api/sites/:site/hall']
  expect(people.map(deviceOfRoute)).toEqual(people.map(() => undefined))
})

test('where pairing is required, only a device of this kind and this site is let in', () => {
  const device = { kind: 'display', siteId: here } as const
  const admitted = (required: boolean, paired: typeof device | undefined, site: Id<'site'> | null) =>
    isAdmitted({ required, device: paired }, 'display', site)
  expect(admitted(true, device, here)).toBe(true)
  expect(admitted(true, device, there)).toBe(false)
  expect(admitted(true, device, null)).toBe(false)
  expect(admitted(true, undefined, here)).toBe(false)
  expect(isAdmitted({ required: true, device }, 'kiosk', here)).toBe(false)
  expect(admitted(false, undefined, here)).toBe(true)
})
