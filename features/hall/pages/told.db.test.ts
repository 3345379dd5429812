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
  expect(
    (await desk.get('/api/sites/mitte/outlook?services=identity-card,registration')).json.told,
  ).toBeNull()
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

it('is gone when the last counter closes', async () => {
  await clerk.visitor.call(`/api/counters/${clerk.counter}/close`)
  await expect.poll(() => text(`/w/${token}`), PATIENT).not.toMatch(TOLD)
  await expect.poll(() => text(KIOSK), PATIENT).not.toMatch(TOLD)
}, 120_000)
