import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Answer, Visitor } from '#test/laws/http.ts'
import { callNext, openCounter } from '../actions.ts'

let ground: Ground

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.run((tx) => releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 3) }))
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

async function booked(startsAt: Instant = plus(CALLING, HOUR)) {
  const contact = { name: 'Hilde Probst', email: null, phone: '0999 1' }
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone', contact } as const
  const done = await ground.run((tx) => bookForCaller(tx, ground.links, wish))
  const visit = done.ok ? done.value : impossible(done.code)
  return { visit, token: ground.links.tokenOf('neuwalden', visit.id, visit.linkGeneration) }
}

const type = (kiosk: Visitor, code: string, site = 'mitte') =>
  kiosk.submit(`/kiosk/${site}/check-in?lang=de`, { code })

/** Types wrong numbers until this kiosk has to pause. */
async function guessOn(kiosk: Visitor): Promise<Answer> {
  for (let wrong = 0; wrong < 5; wrong++) expect((await type(kiosk, '3333 3333')).status).toBe(422)
  return type(kiosk, '3333 3333')
}

async function draw(service: string): Promise<string> {
  const kiosk = ground.visitor()
  const drawn = await kiosk.submit(`/kiosk/mitte/ticket/${service}?lang=de`, { people: '1' })
  expect(drawn.status).toBe(303)
  const page = (await kiosk.get(drawn.headers.location ?? '')).text
  return /class="kiosk-ticket__number"[^>]*>([A-Z]\d{3})</.exec(page)?.[1] ?? impossible('no number')
}

describe('a booking number at the kiosk', () => {
  it('slows down after five wrong ones, says for how long and what else one can do', async () => {
    const kiosk = ground.visitor()
    const slowed = await guessOn(kiosk)
    expect(slowed.status).toBe(429)
    expect(slowed.text).toMatch(/Bitte warten Sie (10|9) Sekunden\. Mit dem QR-Code geht es sofort\./)
    // Also the right number has to wait now, by whichever way it comes.
    const { visit } = await booked()
    expect((await type(kiosk, visit.bookingNumber ?? '')).status).toBe(429)
    const called = await kiosk.call('/api/sites/mitte/check-in', { code: visit.bookingNumber })
    expect([called.status, called.json.code]).toEqual([429, 'rate_limited'])
    expect(Number(called.headers['retry-after'])).toBeGreaterThan(5)
  })

  it('slows down nobody else: another kiosk, another site, a QR code', async () => {
    const kiosk = ground.visitor()
    expect((await guessOn(kiosk)).status).toBe(429)
    expect((await type(ground.visitor(), '3333 3333')).status).toBe(422)
    expect((await type(kiosk, '3333 3333', 'nord')).status).toBe(422)
    const { token } = await booked(plus(CALLING, 2 * HOUR))
    expect((await type(kiosk, `http://127.0.0.1/v/${token}`)).status).toBe(303)
  })

  it('costs those nothing whose numbers are right', async () => {
    const kiosk = ground.visitor()
    const { visit } = await booked(plus(CALLING, 3 * HOUR))
    for (let again = 0; again < 8; again++)
      expect((await type(kiosk, visit.bookingNumber ?? '')).status).toBe(303)
  })

  it('opens the bookings of today and of this site, and says no more of others than of none', async () => {
    const tomorrow = await booked(plus(CALLING, 24 * HOUR))
    const kiosk = ground.visitor()
    const none = await type(kiosk, '3333 3333')
    const other = await type(kiosk, tomorrow.visit.bookingNumber ?? '')
    const text = ({ text }: Answer) => /role="alert".*?<\/form>/s.exec(text)?.[0].replace(/value="[^"]*"/, '')
    expect(text(other)).toBeDefined()
    expect(text(other)).toBe(text(none))
    expect(other.text).not.toContain('Probst')
  })

  it('survives all that a scanner may type', async () => {
    const before = await ground.sql('SELECT count(*) FROM visit')
    const rubbish = [
      randomBytes(200).toString('latin1'),
      'A'.repeat(10_000),
      '\u0000\u001b[2J\r\n\t',
      `]d2\u001d${'9'.repeat(60)}`,
      '<script>alert(1)</script>',
      "'; DROP TABLE visit; --",
      '4006381333931',
      'https://elsewhere.example/v/AAAAAAAAAAAAAAAAAAAAAA',
      '%%%{{7*7}}',
      '\ud800\udfff\u202e𝕏',
    ]
    for (const code of rubbish) {
      const answer = await type(ground.visitor(), code)
      expect([400, 413, 422], code.slice(0, 30)).toContain(answer.status)
      expect(answer.text).not.toContain('<script>alert')
      expect(answer.text).toContain('/kiosk/mitte')
    }
    expect(await ground.sql('SELECT count(*) FROM visit')).toEqual(before)
  })
})

describe('a number without appointment', () => {
  it('is drawn knowing how many are before and who is being served, without a time where none is known', async () => {
    await draw('identity-card')
    const first = await ground.run(async (tx) => {
      const site = (await findSite(tx, 'mitte')) ?? impossible('no site')
      const [counter] = await listCounters(tx, site.id)
      const counterId = counter?.id ?? impossible('no counter')
      const here = { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
      await openCounter(tx, here)
      const called = await callNext(tx, here)
      return called.ok ? called.value.ticketNumber : impossible(called.code)
    })
    await draw('registration')
    await draw('registration')
    const page = await ground.visitor().get('/kiosk/mitte/ticket/identity-card?lang=de')
    const outlook = /class="kiosk-outlook".*?<\/p>/.exec(page.text)?.[0] ?? ''
    // Those who came early for a later appointment are not before somebody who draws now.
    expect(outlook).toContain('Vor Ihnen warten gerade 2 Nummern.')
    expect(outlook).toContain(`Jetzt an der Reihe: ${first}.`)
    expect(outlook).not.toMatch(/Minute|Uhr/)
    // Who only picks something up comes before those who drew just now.
    const pickUp = await ground.visitor().get('/kiosk/mitte/ticket/pick-up?lang=de')
    expect(pickUp.text).toContain('Gerade wartet niemand vor Ihnen.')
    const kiosk = ground.visitor()
    const drawn = await kiosk.submit('/kiosk/mitte/ticket/identity-card?lang=de', { people: '1' })
    expect((await kiosk.get(drawn.headers.location ?? '')).text).toContain('Vor Ihnen warten 2 Nummern.')
  })

  it('begins with what people come for here; picking up stands at the end', async () => {
    const titles = async (site: string) => {
      const page = (await ground.visitor().get(`/kiosk/${site}/ticket?lang=de`)).text
      return Array.from(
        page.matchAll(/<a class="kiosk-choice"[^>]*><span[^>]*>([^<]*)/g),
        ([, title]) => title,
      )
    }
    expect((await titles('mitte')).at(-1)).toBe('Ausweis abholen')
  })
})
