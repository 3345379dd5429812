import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import { localTime, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type * as Clock from '#platform/time/clock.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import {
  drawTicket,
  hallOf,
  leave,
  noteIntakeToday,
  openCounter,
  overrideIntake,
  walkInServices,
} from './actions.ts'

/** Milliseconds by which the clock of looks is ahead: what is kept for a minute is old at once. */
const skipped = vi.hoisted(() => ({ by: 0 }))
vi.mock('#platform/time/clock.ts', async (original) => {
  const clock = await original<typeof Clock>()
  return { ...clock, monotonic: () => clock.monotonic() + skipped.by }
})

/** Twenty past three: "mitte" closes in forty minutes. */
const LATE = plus(CALLING, 260 * MINUTE)
/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }

let ground: Ground
let site: Site
let registration: Id<'service'>

const sit = (nth: number) =>
  ground.run(async (tx) => {
    const counter = (await listCounters(tx, site.id))[nth] ?? impossible('no counter')
    return openCounter(tx, { siteId: site.id, counterId: counter.id, day: dayOf(tx.now, site.timeZone) })
  })

beforeAll(async () => {
  ground = await openGround({ at: LATE })
  site = await ground.run(async (tx) => (await findSite(tx, 'mitte')) ?? impossible('no site'))
  const services = await ground.run((tx) => walkInServices(tx, site))
  registration = services.find(({ key }) => key === 'registration')?.id ?? impossible('no service')
  await sit(0)
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
  for (const _ of [1, 2, 3]) await ground.run((tx) => drawTicket(tx, ground.links, wish, async () => true))
})
afterAll(() => ground?.close())

const page = async (path: string) => (await ground.visitor().get(path)).text
/** What the kiosk's list says of a registration, and the public page of waits; both from what was looked at last. */
const atKiosk = async () => {
  const list = await page('/kiosk/mitte/ticket?all=1')
  const at = list.indexOf('Wohnung anmelden')
  return list.slice(at, list.indexOf('</li>', at)).includes('Im Moment keine Wartenummern')
}
const inPublic = async () => {
  const { sites } = (await ground.visitor().get('/api/open/waiting')).json
  type Said = { readonly service: string; readonly stopped: string | null }
  const here = sites.find((each: { site: string }) => each.site === 'mitte')
  const said = here.services.find(({ service }: Said) => service === 'registration')
  const text = await page('/waiting?service=registration')
  return [said.stopped !== null, text.includes('Im Moment nur mit Termin')]
}
/** What the hall remembers; asking for it looks at nothing. */
const stop = () =>
  ground.server.parts.promises?.intake(
    ground.server.parts.directory.byKey('neuwalden') ?? impossible('gone'),
    site,
    registration,
  )?.stop

it('what was refused is taken in again by itself when people leave and a counter opens, at kiosk and on the public page', async () => {
  await expect.poll(atKiosk, PATIENT).toBe(true)
  await expect.poll(inPublic, PATIENT).toEqual([true, true])
  // A minute later it is looked at again, and nothing has changed.
  skipped.by += MINUTE
  await expect.poll(stop, PATIENT).toBe('ends_late')

  await ground.run(async (tx) => {
    const { waiting } = await hallOf(tx, site)
    for (const { visit } of waiting) await leave(tx, visit.id)
  })
  await sit(2)
  skipped.by += MINUTE
  // Nobody presses anything, and nobody asks for a look.
  await expect.poll(stop, PATIENT).toBeNull()
  expect(await atKiosk()).toBe(false)
  await expect.poll(inPublic, PATIENT).toEqual([false, false])
}, 240_000)

it('what is closed by hand for the day is closed for booking again when a shorter opening of it has ended', async () => {
  const decide = (wish: Parameters<typeof overrideIntake>[2], minutesBefore: number) =>
    ground.run(
      async (tx) => {
        await overrideIntake(tx, site, wish)
        await noteIntakeToday(tx, undefined, site)
      },
      plus(LATE, -minutesBefore * MINUTE),
    )
  const stopped = () =>
    ground.sql("SELECT reason FROM today_stop WHERE service_id = $1 AND reason = 'closed_today'", [
      registration,
    ])
  await decide({ service: null, takesIn: false, until: null, reason: 'disturbance' }, 60)
  await decide({ service: registration, takesIn: true, until: localTime('15:19'), reason: 'other' }, 30)
  expect(await stopped()).toEqual([])
  skipped.by += MINUTE
  await expect.poll(stopped, PATIENT).toHaveLength(1)
}, 120_000)
