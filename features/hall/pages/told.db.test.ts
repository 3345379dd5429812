import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CALLING, type Clerk, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'

const TICKET = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }
const TOLD = /wahrscheinlich (bis|zwischen)|in etwa/
const KIOSK = '/kiosk/mitte/ticket/identity-card'

let ground: Ground
let clerk: Clerk
let token: string

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  const [seated] = await seatClerks(ground, 1)
  clerk = seated ?? expect.fail('no clerk')
  for (let nth = 0; nth < 8; nth++)
    token = (await ground.visitor().call('/api/sites/mitte/tickets', TICKET)).json.token
})
afterAll(() => ground.close())

const text = async (path: string) => (await ground.visitor().get(path)).text

it('stands on the phone and before a number is drawn, in each language, and says when to be back', async () => {
  await expect.poll(() => text(`/w/${token}`), PATIENT).toMatch(TOLD)
  await expect.poll(() => text(KIOSK), PATIENT).toMatch(TOLD)
  expect(await text(`/w/${token}?lang=en`)).toMatch(/You (can leave|will)/)
  expect(await text(`/w/${token}?lang=de-simple`)).toMatch(TOLD)
  const desk = await signIn(ground.visitor(), 'info')
  const { json } = await desk.get('/api/sites/mitte/outlook?services=identity-card')
  expect(json.told.from <= json.told.until).toBe(true)
  const both = (await desk.get('/api/sites/mitte/outlook?services=identity-card,registration')).json
  expect(both.told.from <= both.told.until).toBe(true)
}, 120_000)

it('comes to a page that is open', async () => {
  const phone = await ground.visitor().listen(`/w/${token}/events?version=1&seen=0&lang=de`)
  const { data } = await phone.until(
    (event) => 'told' in event.data && event.data.told !== '',
    PATIENT.timeout,
  )
  expect(data.told).toMatch(TOLD)
  phone.drop()
}, 120_000)

const backBy = /name="backBy" value="([^"]+)"|value="([^"]+)"[^>]*name="backBy"/
/** Until when the page offers somebody to go, or to stay away; undefined where it offers nothing. */
async function offered(): Promise<string | undefined> {
  const [, one, other] = backBy.exec(await text(`/w/${token}`)) ?? []
  return one ?? other
}
const say = (fields: Record<string, string>) =>
  ground.visitor().submit(`/w/${token}/away?lang=de`, { idempotencyKey: randomUUID(), ...fields })
const awayUntil = async () => {
  const [row] = await ground.sql<{ until: string }>(
    `SELECT to_char(away_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI') AS until FROM visit WHERE away_until IS NOT NULL`,
  )
  return row?.until
}

it('asks whoever said ten minutes whether they stay away for as long as they can, and only a press does it', async () => {
  await say({ minutes: '10' })
  const short = (await awayUntil()) ?? expect.fail('nobody is away')
  await expect.poll(() => text(`/w/${token}`), PATIENT).toContain('Es reicht, wenn Sie um')
  expect(await awayUntil()).toBe(short)
  const longer = (await offered()) ?? expect.fail('nothing is offered')
  expect(longer.slice(0, 16) > short).toBe(true)
  await say({ backBy: longer })
  expect(await awayUntil()).toBe(longer.slice(0, 16))
  expect(await text(`/w/${token}`)).toContain('rufen wir Sie nicht auf')
  await say({ minutes: '10' })
  expect(await awayUntil()).toBe(longer.slice(0, 16))
  await ground.visitor().submit(`/w/${token}/back?lang=de`, { idempotencyKey: randomUUID() })
}, 120_000)

it('lets somebody go until their call from the phone, the kiosk and the desk', async () => {
  await expect.poll(offered, PATIENT).toMatch(/^2027-03-01T/)
  const [row] = await ground.sql<{ id: string; number: string }>(
    'SELECT id, ticket_number AS number FROM visit ORDER BY created_at DESC LIMIT 1',
  )
  const { id, number } = row ?? expect.fail('nobody waits')
  const back = () => ground.visitor().submit(`/w/${token}/back?lang=de`, { idempotencyKey: randomUUID() })
  const kiosk = await ground
    .visitor()
    .submit('/kiosk/mitte/away?lang=de', { code: number, say: 'call', idempotencyKey: randomUUID() })
  expect(kiosk.text).toMatch(/Bis \d\d:\d\d.Uhr rufen wir Sie nicht auf/)
  expect(await awayUntil()).toBeDefined()
  await back()
  const desk = await signIn(ground.visitor(), 'info')
  const foreseen = (await desk.get(`/api/hall/${id}/foreseen`)).json
  expect(foreseen.told.from <= foreseen.told.until).toBe(true)
  const noted = await desk.call(`/api/hall/${id}/away`, { minutes: null, backBy: foreseen.backBy })
  expect(noted.json.awayUntil.slice(0, 16)).toBe(foreseen.backBy.slice(0, 16))
  await back()
}, 120_000)

it('says at once why a time has changed: that a counter opened, or closed', async () => {
  await expect.poll(() => text(`/w/${token}`), PATIENT).toMatch(TOLD)
  const [other] = await seatClerks(ground, 1, 1)
  await expect.poll(() => text(`/w/${token}`), PATIENT).toContain('Ein Schalter mehr ist offen.')
  await other?.visitor.call(`/api/counters/${other.counter}/close`)
  await expect.poll(() => text(`/w/${token}`), PATIENT).toContain('Ein Schalter hat geschlossen.')
  expect(await text(`/w/${token}`)).toMatch(TOLD)
}, 120_000)

it('is gone when the last counter closes', async () => {
  await clerk.visitor.call(`/api/counters/${clerk.counter}/close`)
  await expect.poll(() => text(`/w/${token}`), PATIENT).not.toMatch(TOLD)
  await expect.poll(() => text(KIOSK), PATIENT).not.toMatch(TOLD)
  expect(await text(`/w/${token}`)).toContain('gerade kein Schalter offen')
}, 120_000)
