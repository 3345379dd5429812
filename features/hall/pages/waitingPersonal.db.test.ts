import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { LANGUAGES } from '#kernel/language.ts'
import { CALLING, type Clerk, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Listening, Visitor } from '#test/laws/http.ts'

/** All that the house knows of somebody; none of it may stand on their own page, which others can see over a shoulder. */
const PERSONAL = {
  name: 'Quirinia Markerová',
  companion: 'Balthasar Nebenher',
  email: 'quirinia@geheim.example',
  phone: '+49 999 7654321',
  birthDate: '1931-07-19',
  note: 'Urkunde aus Trondheim fehlt',
}
/** Each also as parts, and as it might be written on a page. */
const FORBIDDEN = [
  'Quirinia',
  'Markerov',
  'Balthasar',
  'Nebenher',
  'geheim.example',
  '7654321',
  '765 4321',
  '1931',
  '19.07.',
  '19. Juli',
  '19 July',
  'Trondheim',
]
const personal = (text: string) => FORBIDDEN.filter((word) => text.includes(word))

let ground: Ground
let clerk: Clerk
let agent: Visitor
let visit: string
let token: string
let seenByStaff: string

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  const [seated] = await seatClerks(ground, 1)
  clerk = seated ?? expect.fail('no clerk')
  agent = await signIn(ground.visitor(), 'telefon')
  await ground.sql("UPDATE service SET scarce = true WHERE key = 'registration'")
  await ground.run((tx) => tx.changeReference())
  const matters = [{ service: 'registration', people: 2 }]
  const { times } = (await agent.get('/api/times?matters=registration:2&site=mitte')).json
  const { name, companion, email, phone, birthDate } = PERSONAL
  const contact = { name, email, phone, birthDate, companions: [companion] }
  const wish = { channel: 'telephone', matters, site: 'mitte', startsAt: times[0].startsAt, language: 'de' }
  const booked = await agent.call('/api/bookings', { ...wish, ...contact })
  if (booked.status !== 200) throw new Error(booked.text)
  visit = booked.json.visit
  seenByStaff = (await agent.get(`/api/bookings?search=${encodeURIComponent(PERSONAL.name)}`)).text
  const [row] = await ground.sql<{ id: Parameters<Ground['links']['tokenOf']>[1]; generation: number }>(
    'SELECT id, link_generation AS generation FROM visit WHERE id = $1',
    [visit],
  )
  token = row ? ground.links.tokenOf('neuwalden', row.id, row.generation) : expect.fail('no visit')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const press = async (name: string, body?: object) => {
  const answer = await clerk.visitor.call(`/api/counters/${clerk.counter}/${name}`, body)
  if (answer.status !== 200) throw new Error(`${name}: ${answer.text}`)
}

it('says nothing of a person whose name, address, birth, companions and notes are known, in any state', async () => {
  const phone = ground.visitor()
  const checked = await phone.call('/api/sites/mitte/check-in', { code: token })
  expect(checked.status).toBe(200)
  const streams: Listening[] = []
  const pages: { readonly where: string; readonly text: string }[] = []
  const look = async (state: string) => {
    for (const language of LANGUAGES)
      pages.push({
        where: `${state} ${language}`,
        text: (await phone.get(`/w/${token}?lang=${language}`)).text,
      })
    for (const path of ['leave', 'needs'])
      pages.push({ where: `${state} ${path}`, text: (await phone.get(`/w/${token}/${path}`)).text })
    streams.push(await phone.listen(`/w/${token}/events?version=1&seen=0`))
    const manifest = await phone.get(`/w/${token}/app.webmanifest`)
    pages.push({ where: `${state} manifest`, text: manifest.text })
  }
  await look('waiting')
  await phone.submit(`/w/${token}/away`, { minutes: '10', idempotencyKey: crypto.randomUUID() })
  await look('away')
  await phone.submit(`/w/${token}/back`, { idempotencyKey: crypto.randomUUID() })
  await press('next')
  await look('called')
  await press('start')
  await look('serving')
  await press('park', { for: 'papers' })
  await look('parked')
  await press('fetch', { visit })
  await press('send', { counter: null, services: ['registration'], note: PERSONAL.note })
  await look('sent on')
  await press('next')
  await press('again')
  await press('missed')
  await look('missed')
  await phone.submit(`/w/${token}/leave`, { idempotencyKey: crypto.randomUUID() })
  await look('left')

  for (const { where, text } of pages) expect([where, ...personal(text)]).toEqual([where])
  for (const stream of streams) {
    await stream.until(() => true, 5_000)
    expect(personal(JSON.stringify(stream.heard))).toEqual([])
    stream.drop()
  }
  // Each state was really looked at, on a page of its own in each language.
  for (const state of ['waiting', 'away', 'called', 'serving', 'parked', 'missed', 'left'])
    expect(pages.filter(({ where }) => where.startsWith(`${state} `))).toHaveLength(6)
  const waiting = pages.find(({ where }) => where.startsWith('waiting'))?.text ?? ''
  expect(waiting).toContain('Gerade')
})

// The control: staff sees all of it, and the same search finds it there.
it('would be found: the same search finds the person where staff may see them', async () => {
  expect(personal(seenByStaff)).toEqual(
    expect.arrayContaining(['Quirinia', 'Balthasar', 'geheim.example', '7654321']),
  )
  const [note] = await ground.sql<{ text: string }>('SELECT n::text AS text FROM visit_note n')
  expect(personal(note?.text ?? '')).toEqual(['Trondheim'])
})
