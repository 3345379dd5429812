import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { arriveByPhone } from '../actions.ts'
import { hereCode } from '../model.ts'

let ground: Ground
/** The next full half hour, at which somebody can be booked. */
const SOON = plus(CALLING, HOUR)

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.run((tx) => releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 3) }))
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

async function booked(startsAt: Instant = SOON) {
  const contact = { name: 'Hilde Probst', email: null, phone: '0999 1' }
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone', contact } as const
  const done = await ground.run((tx) => bookForCaller(tx, ground.links, wish))
  const visit = done.ok ? done.value : impossible(done.code)
  return { visit, token: ground.links.tokenOf('neuwalden', visit.id, visit.linkGeneration) }
}
const site = (key: string) => ground.run(async (tx) => (await findSite(tx, key)) ?? impossible('no site'))
/** The code that the hall of a site shows at a time. */
const code = async (at: Instant, key = 'mitte') =>
  hereCode({ links: ground.links, authorityKey: 'neuwalden', siteId: (await site(key)).id }, at)
const arrive = async (id: Parameters<typeof loadVisit>[1], typed: string, at: Instant) => {
  const mitte = await site('mitte')
  return ground.run(async (tx) => {
    const visit = (await loadVisit(tx, id)) ?? impossible('a visit vanished')
    return arriveByPhone(tx, ground.links, { visit, site: mitte }, typed)
  }, at)
}

describe('"I am here" on the phone', () => {
  it('takes the code of the hall, also the one before, and gives the number', async () => {
    const { visit, token } = await booked()
    const phone = ground.visitor()
    expect((await phone.get(`/v/${token}?lang=de`)).text).toContain(`href="/w/${token}/here?lang=de"`)
    expect((await phone.get(`/w/${token}/here?lang=de`)).text).toContain('Code aus der Wartehalle')
    const shown = (await ground.visitor().get('/display/mitte/code')).text
    expect((await ground.visitor().get('/display/mitte')).text).toContain(shown)
    expect((await ground.visitor().get('/kiosk/mitte')).text).toContain(shown)
    const answer = await phone.submit(`/w/${token}/here?lang=de`, { code: ` ${shown} ` })
    expect([answer.status, answer.headers.location]).toEqual([303, `/w/${token}?lang=de`])
    expect(await ground.run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'waiting' })
  })

  it('takes no code of long ago, of another site, or of another day', async () => {
    const { visit } = await booked(plus(SOON, 30 * MINUTE))
    const wrong = { ok: false, code: 'wrong_code' }
    expect(await arrive(visit.id, await code(plus(CALLING, -11 * MINUTE)), CALLING)).toEqual(wrong)
    expect(await arrive(visit.id, await code(CALLING, 'nord'), CALLING)).toEqual(wrong)
    expect(await arrive(visit.id, await code(plus(CALLING, -24 * HOUR)), CALLING)).toEqual(wrong)
    const tomorrow = plus(CALLING, 24 * HOUR)
    expect(await arrive(visit.id, await code(tomorrow), tomorrow)).toEqual({ ok: false, code: 'other_day' })
    expect(await arrive(visit.id, await code(plus(CALLING, -4 * MINUTE)), CALLING)).toMatchObject({
      ok: true,
    })
  })

  it('counts from two hours before, and is not offered sooner', async () => {
    const { visit } = await booked(plus(SOON, HOUR))
    const early = plus(SOON, -HOUR - MINUTE)
    expect(await arrive(visit.id, await code(early), early)).toEqual({ ok: false, code: 'too_early' })
    expect(await arrive(visit.id, await code(plus(early, MINUTE)), plus(early, MINUTE))).toMatchObject({
      ok: true,
    })
  })

  it('cannot be guessed: five tries, from whatever addresses, then not even the right one', async () => {
    const { visit, token } = await booked(plus(SOON, 15 * MINUTE))
    const right = await code(await ground.now())
    const wrong = right === '00000' ? '11111' : '00000'
    const statuses: number[] = []
    for (const typed of [wrong, wrong, wrong, wrong, wrong, right])
      statuses.push((await ground.visitor().submit(`/w/${token}/here?lang=de`, { code: typed })).status)
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429])
    expect(await ground.run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'booked' })
    // Somebody else's tries are their own.
    const other = await booked(plus(SOON, 45 * MINUTE))
    const page = await ground.visitor().submit(`/w/${other.token}/here?lang=de`, { code: wrong })
    expect(page.text).toContain('Dieser Code stimmt nicht oder gilt nicht mehr')
  })
})
