import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, plus } from '#kernel/instant.ts'
import { CALLING, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'

/** A day without appointments, after the Monday of the test. */
const SUNDAY = '2027-03-07'
const CARD_WAITS = '/waiting?service=identity-card'
const TICKET = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }

describe('the waits of all sites', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await openGround({ at: CALLING })
    await seatClerks(ground, 1)
    for (let nth = 0; nth < 5; nth++) await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
  })
  afterAll(() => ground.close())

  const get = (path: string) => ground.visitor().get(path)
  type Waits = {
    readonly sites: readonly {
      readonly site: string
      readonly services: readonly {
        readonly service: string
        readonly arriving: readonly {
          readonly inMinutes: number
          readonly calledFrom: string | null
          readonly calledUntil: string | null
          readonly aboutMinutes: number | null
        }[]
      }[]
    }[]
  }
  const cardAt = ({ sites }: Waits, key: string) =>
    sites
      .find(({ site }) => site === key)
      ?.services.find(({ service }) => service === 'identity-card')
      ?.arriving.find(({ inMinutes }) => inMinutes === 0)

  it('say when the call probably comes, who waits and how many counters call, as page, JSON and CSV', async () => {
    // Who asks first may be answered before the looks are done.
    await get('/waiting')
    await expect
      .poll(async () => cardAt((await get('/api/open/waiting')).json, 'mitte')?.calledFrom, PATIENT)
      .toMatch(/^2027-03-01T1/)
    const answer = await get('/api/open/waiting')
    expect(answer.headers['cache-control']).toContain('max-age=60')
    expect(answer.json.sites).toMatchObject([
      { site: 'mitte', intake: 'open', openCounters: 1, waiting: 5, opensAt: null },
      { site: 'nord', intake: 'open', openCounters: 0, waiting: 0 },
    ])
    // No counter is open there: nothing is known.
    expect(cardAt(answer.json, 'nord')).toMatchObject({ calledFrom: null })
    const { text } = await get('/api/open/waiting.csv')
    expect(text).toContain(
      'at,site,intake,open_counters,waiting,service,stopped,fits_today,arriving_in_minutes',
    )
    expect(text).toMatch(/,mitte,open,1,5,identity-card,,true,0,2027-03-01T1/)
    // The first free appointment is that of the open data of appointments.
    const free = (await get('/api/open/first-free')).json
    type Free = {
      readonly service: string
      readonly sites: readonly { readonly site: string; readonly firstFree: string | null }[]
    }
    const first = free.services.find(({ service }: Free) => service === 'identity-card')?.sites
    expect(first?.length).toBeGreaterThan(0)
    for (const { site, firstFree } of first ?? [])
      expect(
        answer.json.sites
          .find((each: { site: string }) => each.site === site)
          ?.services.find(({ service }: { service: string }) => service === 'identity-card')?.firstFree,
      ).toBe(firstFree)
    expect(text.split('\n')[0]).toContain('about_minutes,first_free,closes_at')
    expect(text).toMatch(/,mitte,open,.*,2027-03-01T15:00:00.000Z\r?\n/)
    const page = (await get('/waiting?service=identity-card')).text
    expect(page).toMatch(/wahrscheinlich/)
    expect(page).toMatch(/>(bis|zwischen) \d\d:\d\d|>in etwa \d+ Minuten/)
    expect(page).toContain('Nicht bekannt')
    expect(page).toContain('Erster freier Termin')
  }, 120_000)

  it('are what somebody is told who finds no appointment: on the page, by the API, for the phone and the desk', async () => {
    const told = cardAt((await get('/api/open/waiting')).json, 'mitte')
    const { sites } = (await get('/api/walk-ins?matters=identity-card:1')).json
    expect(sites).toMatchObject([
      {
        site: 'mitte',
        waiting: 5,
        forecast: {
          stopped: false,
          doubtful: false,
          call: { from: told?.calledFrom, until: told?.calledUntil, aboutMinutes: told?.aboutMinutes },
        },
      },
      { site: 'nord', waiting: 0, forecast: { call: null } },
    ])
    // The clock times of the page that everybody reads.
    const [, shown = '?'] = />((?:bis|zwischen|in etwa) \d[^<]*)</.exec((await get(CARD_WAITS)).text) ?? []
    const [words = '?'] = shown.split(' von jetzt an')
    const { text } = await get(`/booking/times?m=identity-card:1&day=${SUNDAY}`)
    expect(text).toContain(`Wer dort jetzt eine Nummer zieht, wird wahrscheinlich ${words} aufgerufen.`)
    // Nothing is foretold of a site of which nothing is known.
    expect(text.match(/wird wahrscheinlich/g)).toHaveLength(1)
    // Two matters together are nobody's row of that page: the same looks say it of both.
    const both = (await get('/api/walk-ins?matters=identity-card:1,registration:1')).json.sites
    expect(both[0]).toMatchObject({ site: 'mitte', forecast: { stopped: false } })
  })

  it('are for the arrival after the way of whoever says from where they come, and refuse what nobody knows', async () => {
    const near = (place: string) => `/waiting?service=identity-card&near=${encodeURIComponent(place)}`
    const page = (await get(near('Bürgeramt Mitte'))).text
    expect(page).toContain('Aufruf, wenn Sie jetzt losgehen')
    expect(page).toMatch(/0,5 km, etwa 10 Minuten/)
    expect(page).toContain('value="Bürgeramt Mitte"')
    // Nobody knows who comes until they are there: of "mitte" nothing is said for later than now.
    expect(page).not.toMatch(/>(bis|zwischen) \d\d:\d\d/)
    const unknown = (await get(near('<Nirgends>'))).text
    expect(unknown).toContain('Das kennen wir nicht')
    expect(unknown).toContain('&lt;Nirgends&gt;')
    expect(unknown).toMatch(/>(bis|zwischen) \d\d:\d\d|>in etwa \d+ Minuten/)
  })

  it('are the same for everybody within a minute', async () => {
    const before = (await get('/api/open/waiting')).json
    await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
    expect((await get('/api/open/waiting')).json).toEqual(before)
  })

  it('do not foresee later arrivals where nobody knows who comes', async () => {
    const { sites } = (await get('/api/open/waiting')).json
    const later = sites[0].services[0].arriving.filter(
      ({ inMinutes }: { inMinutes: number }) => inMinutes > 0,
    )
    expect(later).toHaveLength(4)
    for (const { calledFrom } of later) expect(calledFrom).toBeNull()
    expect((await get('/waiting?service=identity-card&in=30')).text).toContain('Nicht bekannt')
  })
})

it('say of a closed site when it opens, and nothing else', async () => {
  const ground = await openGround({ at: plus(CALLING, 12 * HOUR) })
  try {
    const { sites } = (await ground.visitor().get('/api/open/waiting')).json
    expect(sites[0]).toMatchObject({
      intake: 'closed',
      closesAt: null,
      openCounters: 0,
      opensAt: '2027-03-02T07:00:00.000Z',
    })
    expect((await ground.visitor().get('/waiting?lang=en')).text).toContain('Closed until')
    const walkIns = (await ground.visitor().get('/api/walk-ins?matters=identity-card:1')).json.sites
    expect(walkIns[0]).toMatchObject({ closesAt: null, forecast: null })
  } finally {
    await ground.close()
  }
})
