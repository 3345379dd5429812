import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { countsNow, type Visit } from '#features/visit/model.ts'
import { DAY, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { endDays } from './actions.ts'

/** No counter of the site does both: counter 1 only the second of them. */
const MATTERS = [
  { serviceKey: 'identity-card', people: 1 },
  { serviceKey: 'registration', people: 1 },
]
const TITLES = { 'identity-card': 'Personalausweis beantragen', registration: 'Wohnung anmelden' }

let ground: Ground
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql(`DELETE FROM counter_skill USING counter c, service s
    WHERE c.id = counter_id AND s.id = service_id AND c.key = '1' AND s.key = 'identity-card'`)
  await ground.run((tx) => tx.changeReference())
})
afterAll(() => ground.close())

/** Somebody has the earliest pair of times at Mitte today. */
async function booked() {
  const name = `Ada Lind ${people++}`
  const visit = await ground.run(async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' })
    const time = found.ok ? found.value.times[0] : undefined
    if (!time?.second) return impossible('no pair of times')
    const contact = { name, email: `ada${people}@mail.example`, phone: null }
    const made = await bookForCaller(tx, ground.links, {
      matters: MATTERS,
      siteKey: 'mitte',
      startsAt: time.startsAt,
      secondAt: time.second.startsAt,
      language: 'de',
      channel: 'desk',
      contact,
    })
    return made.ok ? made.value : impossible(made.code)
  })
  const token = ground.links.tokenOf(ground.authority.key, visit.id, 1)
  const page = async (path: string) => main(await ground.visitor().get(`${path}?lang=de`))
  return { id: visit.id, token, name, page: (kind: 'v' | 'w', rest = '') => page(`/${kind}/${token}${rest}`) }
}

const main = ({ text, status, headers }: Awaited<ReturnType<Visitor['get']>>) => ({
  status,
  to: String(headers.location ?? ''),
  text: text.slice(text.indexOf('<h1'), text.indexOf('</main')),
})

async function pairOf(id: Visit['id']): Promise<readonly [Visit, Visit]> {
  const first = (await ground.run((tx) => loadVisit(tx, id))) ?? impossible('no first')
  const secondId = first.linked?.visitId ?? impossible('not linked')
  return [first, (await ground.run((tx) => loadVisit(tx, secondId))) ?? impossible('no second')]
}

async function arriveAtKiosk(code: string): Promise<string> {
  const person = ground.visitor()
  const answer = await person.submit('/kiosk/mitte/check-in', { code })
  expect(answer.status).toBe(303)
  return (await person.get('/kiosk/mitte/result')).text
}

/** Serves whoever is next at the counter of somebody; what the counter showed meanwhile. */
async function serve(clerk: Visitor, key: string) {
  const [counter] = await ground.sql<{ id: string }>(
    "SELECT c.id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = $1 AND s.key = 'mitte'",
    [key],
  )
  const press = (name: string, body?: unknown) =>
    clerk.call(`/api/counters/${counter?.id ?? ''}/${name}`, body)
  await press('open')
  const { json } = await press('next')
  if (json.visit === undefined) return json
  await press('start')
  await press('finish', { outcome: 'done' })
  return json
}

describe('two linked visits on their day', () => {
  it('begin with one check-in and go on by themselves: kiosk, phone and counters say so', async () => {
    const clerks = {
      '1': await signIn(ground.visitor(), 'schalter'),
      '2': await signIn(ground.visitor(), 'schalter2'),
    }
    const { id, token, page } = await booked()
    const [first, second] = await pairOf(id)
    const services = await ground.sql<{ key: keyof typeof TITLES; visit_id: string }>(
      `SELECT s.key, vm.visit_id FROM visit_matter vm JOIN matter m ON m.id = vm.matter_id
       JOIN service s ON s.id = m.service_id WHERE vm.visit_id IN ($1, $2)`,
      [first.id, second.id],
    )
    const of = (visit: Visit) =>
      services.find((each) => each.visit_id === visit.id)?.key ?? impossible('a visit without matter')
    const counterOf = (visit: Visit) => (of(visit) === 'registration' ? '1' : '2')

    // One entry for both, from the beginning of the first to the end of the second.
    const file = (await ground.visitor().get(`/v/${token}/calendar.ics?lang=de`)).text.replaceAll('\r\n ', '')
    const stamp = (at: Instant) => isoInstant(at).replaceAll(/[-:]|\.\d+/g, '')
    const until = plus(second.appointmentAt ?? CALLING, second.minutes * MINUTE)
    expect(file).toContain(`DTSTART:${stamp(first.appointmentAt ?? CALLING)}`)
    expect(file).toContain(`DTEND:${stamp(until)}`)
    expect(file).toMatch(new RegExp(`Danach: .*${TITLES[of(second)]}`))

    const ticket = await arriveAtKiosk(second.bookingNumber ?? '')
    expect(ticket).toContain('Danach um')
    expect(ticket).toContain(TITLES[of(second)])
    const waiting = await page('w')
    expect(waiting.text).toContain('Danach geht es weiter')
    expect(waiting.text).toContain(TITLES[of(second)])
    const [{ ticketNumber, version }] = await pairOf(id)

    const shown = await serve(clerks[counterOf(first)], counterOf(first))
    expect(shown).toMatchObject({
      visit: { ticketNumber, part: 'first' },
      afterwards: { services: [of(second)] },
    })
    const later = await page('w')
    expect(later.text).toContain('Der erste Teil ist geschafft')
    expect(later.text).toContain(ticketNumber ?? '-')
    expect(later.text).not.toContain('Danach geht es weiter')
    // A phone that still shows the first, whose version is higher, hears of the second.
    const phone = await ground.visitor().listen(`/w/${token}/events?version=${version + 9}&seen=0&part=first`)
    expect((await phone.until(() => true, 2_000)).data).toEqual({ reload: true })
    phone.drop()

    expect(await serve(clerks[counterOf(second)], counterOf(second))).toMatchObject({
      visit: { ticketNumber, part: 'second' },
      afterwards: null,
    })
    const over = await page('v')
    for (const title of Object.values(TITLES)) expect(over.text).toContain(title)
  })

  it('leave the second standing when the first is given up: it is checked in by the same code', async () => {
    const { id, token, page, name } = await booked()
    const desk = await signIn(ground.visitor(), 'info')
    const found = async (who: string) =>
      (await desk.get(`/api/bookings?search=${encodeURIComponent(who)}`)).json.bookings
    const [, second] = await pairOf(id)
    // One person is one line, until the first is over.
    expect(await found(name)).toMatchObject([{ visit: id, linked: { second: true } }])
    await arriveAtKiosk(token)
    expect((await page('w', '/leave')).text).toContain('Ihr zweiter Termin um')
    expect((await ground.visitor().submit(`/w/${token}/leave`, {})).status).toBe(303)
    expect((await page('w')).to).toContain(`/v/${token}`)
    const stays = await page('v')
    expect(stays.text).toContain('Dieser Termin steht noch')
    expect(await found(name)).toMatchObject([
      { visit: second.id, state: 'booked', linked: { second: false } },
    ])
    await arriveAtKiosk(token)
    expect((await pairOf(id))[1]).toMatchObject({ state: 'waiting' })
    expect((await page('w')).text).toContain('Sie warten')
  })

  it('can be moved and cancelled alone when only the second is left', async () => {
    const { id, token, page } = await booked()
    await arriveAtKiosk(token)
    await ground.visitor().submit(`/w/${token}/leave`, {})
    const choice = await page('v', '/move')
    const [, time] = /value="(mitte_[^"]+)"/.exec(choice.text) ?? []
    expect(
      (await ground.visitor().submit(`/v/${token}/move`, { time: time ?? '' })).headers.location,
    ).toContain('moved')
    expect((await pairOf(id))[1]).toMatchObject({ state: 'booked', movedCount: 1 })
    expect((await ground.visitor().submit(`/v/${token}/cancel`, {})).status).toBe(303)
    expect((await pairOf(id)).map(({ state }) => state)).toEqual(['left', 'cancelled'])
    expect((await page('v')).status).toBe(410)
    expect(await ground.sql('SELECT id FROM claim WHERE visit_id = $1', [(await pairOf(id))[1].id])).toEqual(
      [],
    )
  })

  it('are both a no-show when nobody came', async () => {
    const { id } = await booked()
    await ground.run((tx) => endDays(tx), plus(CALLING, DAY))
    expect((await pairOf(id)).map(({ state }) => state)).toEqual(['no_show', 'no_show'])
  })
})

it('the first counts until the person has gone on', async () => {
  const pair = await pairOf((await booked()).id)
  const with_ = (state: Visit['state'], ticketNumber: string | null) =>
    countsNow({ ...pair[0], state }, { ...pair[1], ticketNumber }).linked?.second
  expect(with_('serving', null)).toBe(false)
  expect(with_('done', null)).toBe(false)
  expect(with_('done', 'A001')).toBe(true)
  expect(with_('left', null)).toBe(true)
})
