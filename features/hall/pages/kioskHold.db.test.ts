import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { isoInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { at, raw } from '#platform/db/query.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { timesInstead, walkInServices } from '../actions.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.run((tx) => releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 3) }))
})
afterAll(() => ground?.close())

it('a time that is pressed twice at the kiosk is held once; whoever comes too late is told why', async () => {
  const offered = await ground.run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
    const service = (await walkInServices(tx, site)).find(({ key }) => key === 'registration')
    return timesInstead(tx, undefined, site, service ?? impossible('no service'))
  })
  const first = offered[0] ?? impossible('no time')
  const kiosk = ground.visitor()
  const press = () =>
    kiosk.submit('/kiosk/mitte/ticket/registration/time?lang=de', {
      time: `${first.site.key} ${isoInstant(first.startsAt)}`,
    })
  const secret = () =>
    [...kiosk.cookies].find(([name]) => name.endsWith('dran_kiosk_hold'))?.[1] ?? impossible('no hold')
  expect((await press()).headers.location).toMatch(/\/kiosk\/mitte\/time/)
  const before = secret()
  expect((await press()).headers.location).toMatch(/\/kiosk\/mitte\/time/)
  expect(secret()).toBe(before)

  // Somebody else who presses it now is told that it is gone, and where they can go on.
  const other = ground.visitor()
  const late = await other.submit('/kiosk/mitte/ticket/registration/time?lang=de', {
    time: `${first.site.key} ${isoInstant(first.startsAt)}`,
  })
  expect(late.headers.location).toMatch(/\/kiosk\/mitte\/ticket\/registration\?said=taken/)
  expect((await other.get(late.headers.location ?? '')).text).toContain(
    'Diese Zeit ist gerade vergeben worden.',
  )

  // Whoever takes too long to say yes is told so, too.
  await ground.run((tx) => tx.run(raw(sql`UPDATE claim SET until = ${at(tx.now)} WHERE kind = 'held'`)))
  const over = await kiosk.submit('/kiosk/mitte/time?lang=de', {
    idempotencyKey: crypto.randomUUID(),
    say: 'take',
  })
  expect(over.headers.location).toMatch(/\/kiosk\/mitte\/ticket\?said=over/)
  expect((await kiosk.get(over.headers.location ?? '')).text).toContain('nicht länger für Sie freihalten')
})
