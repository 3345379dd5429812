import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { isoInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { timesInstead, walkInServices } from '../actions.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.run((tx) => releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 3) }))
})
afterAll(() => ground?.close())

it('a time that is pressed twice at the kiosk is held once, under the same secret', async () => {
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
})
