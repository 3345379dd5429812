import { afterAll, beforeAll, expect, it } from 'vitest'
import { calibration, noteTold, settleTold } from '#features/promise/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'

let ground: Ground
let site: Id<'site'>

beforeAll(async () => {
  ground = await openGround({ at: plus(CALLING, 8 * DAY) })
  await ground.sql("INSERT INTO thin_past (before_day, one_of) VALUES ('2027-03-05', 20)")
  const [row] = await ground.sql<{ id: Id<'site'> }>("SELECT id FROM site WHERE key = 'mitte'")
  site = row?.id ?? expect.fail('no site')
})
afterAll(() => ground.close())

/** Somebody who draws a number at a moment, is told to be called 10 to 20 minutes later, and is called after so many. */
async function somebody(at: Instant, calledAfter: number | null): Promise<void> {
  const ticket = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
  const { json } = await ground.visitor().call('/api/sites/mitte/tickets', ticket)
  const visitId: Id<'visit'> = json.visit
  const told = {
    from: plus(at, 10 * MINUTE),
    until: plus(at, 20 * MINUTE),
    soon: false,
    aboutMinutes: null,
    backBy: null,
  }
  const raw = { back: 8, low: 10, middle: 15, high: 20 }
  await ground.run((tx) => noteTold(tx, site, [{ visitId, group: 'walk_in', at, raw, told }]))
  if (calledAfter === null) return
  await ground.sql('UPDATE promise_told SET settled = true, called_at = $2 WHERE visit_id = $1', [
    visitId,
    isoInstant(plus(at, calledAfter * MINUTE)),
  ])
}

it('shows what was told beside when the calls came, week by week, as page, JSON and CSV', async () => {
  for (const after of [10, 12, 15, 20, 25]) await somebody(CALLING, after)
  for (const after of [15, 15, 15, 15, 15]) await somebody(plus(CALLING, 7 * DAY), after)
  await somebody(plus(CALLING, 7 * DAY), null)
  const weeks = [
    { week: '2027-03-01', told: 5, withoutCall: 0, coverage: 0.8, meanErrorMinutes: 4.6 },
    { week: '2027-03-08', told: 5, withoutCall: 0, coverage: 1, meanErrorMinutes: 0 },
  ]
  const { json } = await ground.visitor().get('/api/open/promises')
  expect(json).toEqual({
    promised: 0.9,
    madeUpBefore: '2027-03-05',
    sites: [
      { site: null, weeks },
      { site: 'mitte', weeks },
    ],
  })
  expect((await ground.visitor().get('/api/open/promises.csv')).text).toContain(
    '2027-03-01,mitte,5,0,0.8,4.6',
  )
  const page = (await ground.visitor().get('/promises?site=mitte')).text
  expect(page).toContain('80 %')
  expect(page).toContain('4,6 Minuten')
  // Both are drawn: the share up to a hundred, the error up to five minutes.
  expect(page.match(/<svg[^>]*role="img"[^>]*>/g)).toHaveLength(2)
  expect(page).toContain('M52.0 81.2h0L628.0 40.0')
  expect(page).toContain('aria-label="Mittlerer Fehler in Minuten')
  expect(page).toContain('M52.0 56.5h0L628.0 246.0')
})

it('says of a demonstration before which day the figures are made up, as long as some of them are', async () => {
  const page = async (language: string) =>
    (await ground.visitor().get(`/promises?lang=${language}`)).text.replaceAll('\u00a0', ' ')
  expect(await page('de')).toContain('Zahlen für die Tage vor dem 5. März sind erfunden.')
  expect(await page('de-simple')).toContain('Zahlen für die Tage vor dem 5. März sind auch erfunden.')
  expect(await page('en')).toContain('the figures for days before 5 March are made up.')
  const madeUpAt = async (at: Instant) => (await ground.run(calibration, at)).madeUpBefore
  expect(await madeUpAt(plus(CALLING, 70 * DAY))).toBe('2027-03-05')
  // The twelve weeks begin after it.
  expect(await madeUpAt(plus(CALLING, 84 * DAY))).toBeNull()
})

it('counts what was told once for all who ask within ten minutes, and each city its own', async () => {
  const before = (await ground.visitor().get('/api/open/promises')).json
  await somebody(CALLING, 12)
  expect((await ground.visitor().get('/api/open/promises')).json).toEqual(before)
  const there = ground.visitor({ host: 'zweitstadt.localhost' })
  const { text } = await there.get('/promises')
  expect(text).toContain('Es gibt noch keine Zahlen.')
  expect(text).not.toContain('Zahlen für die Tage vor')
  expect((await there.get('/api/open/promises')).json.madeUpBefore).toBeNull()
})

it('settles nothing of whoever still waits', async () => {
  expect(await ground.run((tx) => settleTold(tx))).toBe(0)
  expect((await ground.run(calibration)).all[0]?.weeks.map(({ told }) => told)).toEqual([6, 5])
})
