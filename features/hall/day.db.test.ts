import { afterAll, beforeAll, expect, it } from 'vitest'
import { HOUR, plus } from '#kernel/instant.ts'
import { CALLING, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround, setClocks, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

const TICKET = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }
const DAY = '/api/sites/mitte/day'

let ground: Ground
let manager: Visitor

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await seatClerks(ground, 1)
  for (let nth = 0; nth < 8; nth++) await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
  manager = await signIn(ground.visitor(), 'leitung')
})
afterAll(() => ground.close())

it('says when today ends, who waits too long and what a counter more or less would change', async () => {
  await expect.poll(async () => (await manager.get(DAY)).json.at, PATIENT).not.toBeNull()
  const { json } = await manager.get(DAY)
  expect(json.end.probably <= json.end.surely).toBe(true)
  expect(json.withWalkIns).toBe(false)
  // One counter, eight people, some ten minutes for each: the last ones wait longer than 25.
  expect(json.late.length).toBeGreaterThan(2)
  expect(json.late[0]).toMatchObject({ ticketNumber: expect.stringMatching(/^A\d/), afterClosing: false })
  type Change = {
    readonly change: string
    readonly waitMinutes: number
    readonly counters: readonly unknown[]
  }
  const open = json.changes.find(({ change }: Change) => change === 'open')
  const close = json.changes.find(({ change }: Change) => change === 'close')
  expect(open.waitMinutes).toBeLessThan(0)
  expect(close.waitMinutes).toBeGreaterThan(0)
  expect(open.counters[0].label.de).toMatch(/\w/)
}, 120_000)

it('stands in the overview of all sites', async () => {
  const { sites } = (await manager.get('/api/overview')).json
  expect(sites.find(({ site }: { site: string }) => site === 'mitte')).toMatchObject({
    end: { probably: expect.stringMatching(/^2027-03-01T1/) },
    late: expect.any(Number),
  })
}, 120_000)

it('is for those who work at the site, and forgets who has left', async () => {
  const { late } = (await manager.get(DAY)).json
  const last = late.at(-1)
  await manager.call(`/api/hall/${last.visit}/leave`)
  expect((await manager.get(DAY)).json.late).toHaveLength(late.length - 1)
  expect((await ground.visitor().get(DAY)).status).toBe(401)
}, 120_000)

it('says that no tickets are given out once the site is shut, whatever was looked at before', async () => {
  const intake = async () => (await manager.get('/api/sites/mitte/intake')).json
  expect(await intake()).toMatchObject({ open: true })
  await setClocks(ground.city.ownerUrl, plus(CALLING, 12 * HOUR))
  await ground.server.parts.directory.refresh()
  manager = await signIn(ground.visitor(), 'leitung')
  expect(await intake()).toMatchObject({ open: false })
}, 120_000)
