import { afterAll, beforeAll, expect, it } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { CALLING, type Clerk, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { mobileData } from '#test/mobileTeam.ts'

let ground: Ground
let clerk: Clerk

const stop = (site: string, day: string, opens: string) =>
  ({ team: 'bus', site, day, opens, closes: '12:00', breakStarts: null, breakEnds: null }) as const

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  const stops = [
    stop('auenrain', '2027-03-03', '09:00'),
    stop('volksdorf', '2027-03-02', '10:00'),
    // Nobody plans so far ahead by a display.
    stop('volksdorf', '2027-03-23', '08:00'),
  ]
  const brought = await importData(ground.city.database, ground.authority, mobileData(stops), { at: CALLING })
  if (!brought.ok) throw new Error(JSON.stringify(brought))
  await ground.server.parts.directory.refresh()
  const [seated] = await seatClerks(ground, 1)
  clerk = seated ?? expect.fail('no clerk')
})
afterAll(() => ground.close())

/** What a display says beside the calls, and whether it can be seen. */
async function houseOf(path: string) {
  const { text } = await ground.visitor().get(path)
  const [, attributes = '', words = ''] =
    /<section class="display-house"([^>]*)>.*?<p data-house-main="">([^<]*)</s.exec(text) ?? []
  return { words, seen: !attributes.includes(' hidden'), calls: text.match(/data-call="/g)?.length ?? 0 }
}
const press = (name: string, body?: object) =>
  clerk.visitor.call(`/api/counters/${clerk.counter}/${name}`, body)
const ticket = () =>
  ground.visitor().call('/api/sites/mitte/tickets', {
    matters: [{ service: 'identity-card', people: 1 }],
    language: 'de',
  })

it('stands on displays and house screens, the nearest in time and never its own, and gives way to calls', async () => {
  const next = /nächster Halt Mobiles Team in Volksdorf, .*2\. März.*10:00 bis 12:00/
  for (const path of ['/display/mitte', '/display/mitte?shows=house']) {
    const { words, seen } = await houseOf(path)
    expect([path, words, seen]).toEqual([path, expect.stringMatching(next), true])
  }
  // At the stop itself the one after it is the next.
  expect((await houseOf('/display/volksdorf')).words).toContain('Mobiles Team in Auenrain')

  await ticket()
  await press('next')
  // A house screen gives a call its whole room; a display of calls has room for both.
  expect(await houseOf('/display/mitte?shows=house')).toMatchObject({ seen: false, calls: 1 })
  expect(await houseOf('/display/mitte')).toMatchObject({ seen: true, calls: 1 })
  await press('start')
  const back = await houseOf('/display/mitte?shows=house')
  expect(back.seen).toBe(true)
  const { serving } = (await ground.visitor().get('/api/sites/mitte/display')).json
  expect(serving).toHaveLength(1)
})
