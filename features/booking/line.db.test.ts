import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Answer, Visitor } from '#test/laws/http.ts'
import { proofOf } from '#test/laws/proven.ts'
import { whileNothingCanBeTaken } from '#test/standstill.ts'

vi.setConfig({ testTimeout: 60_000 })

/** As many as are served at once, and a line behind them. */
const PEOPLE = 30

let ground: Ground
let times: { site: string; startsAt: string }[]

beforeAll(async () => {
  ground = await openGround()
  times = (await ground.visitor().get('/api/times?matters=registration:1&limit=1000')).json.times
})
afterAll(() => ground.close())
afterEach(() => ground.city.unchanged())

const MATTERS = [{ service: 'registration', people: 1 }]

type Person = { readonly visitor: Visitor; readonly body: unknown; readonly key: string }

async function somebody(nth: number): Promise<Person> {
  const visitor = ground.visitor()
  const time = times[nth * 5]
  const body = { matters: MATTERS, ...time, day: undefined, language: 'de' }
  return { visitor, body: { ...body, proof: await proofOf(visitor, body) }, key: crypto.randomUUID() }
}

/** Sends the press once and takes the answer as it is, also a place in line. */
const press = ({ visitor, body, key }: Person) =>
  visitor.send({
    method: 'POST',
    path: '/api/holds',
    headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function pressUntilServed(person: Person): Promise<Answer> {
  for (;;) {
    const answer = await press(person)
    if (answer.status !== 409 || answer.json.code !== 'in_line') return answer
  }
}

test('programs that come all at once are told their places, and the same request again gets the time', async () => {
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, nth) => somebody(nth)))
  const places: number[] = []
  await whileNothingCanBeTaken(ground.city, async () => {
    // One after the other has joined before the first is told anything.
    const answers = await Promise.all(people.map(press))
    for (const answer of answers) {
      expect(answer.status).toBe(409)
      expect(answer.json).toMatchObject({ code: 'in_line', place: expect.any(Number) })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
      places.push(answer.json.place)
    }
    // Those who are being served have place 0, the others one place each.
    const waiting = places.filter((place) => place > 0).toSorted((a, b) => a - b)
    expect(waiting).toEqual(waiting.map((_, index) => index + 1))
    expect(waiting.length).toBeGreaterThan(PEOPLE / 2)
    // Asking again costs nothing and gains nothing.
    const again = await Promise.all(people.map(press))
    expect(again.map((answer) => answer.json.place)).toEqual(places)
  })
  const held = await Promise.all(people.map(pressUntilServed))
  for (const answer of held) expect([200, 409]).toContain(answer.status)
  expect(held.filter(({ status }) => status === 200).length).toBeGreaterThan(PEOPLE / 4)
})

test('a page without script says the place, keeps it, and leads on when the turn has come', async () => {
  const crowd = await Promise.all(Array.from({ length: PEOPLE }, (_, nth) => somebody(nth + PEOPLE)))
  const person = await somebody(2 * PEOPLE)
  const time = times[2 * PEOPLE * 5]
  const line = '/booking/line?m=registration:1'
  let address = ''
  await whileNothingCanBeTaken(ground.city, async () => {
    const pressed = crowd.map(press)
    await Promise.all(pressed)
    const proof = await proofOf(person.visitor, { matters: MATTERS })
    const answer = await person.visitor.submit('/booking/hold?m=registration:1', {
      time: `${time?.site}_${time?.startsAt}`,
      proof,
    })
    expect(answer.status).toBe(303)
    address = String(answer.headers.location)
    expect(address).toContain(line)
    const page = await person.visitor.get(address)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Sie sind in der Reihe')
    expect(page.text).toMatch(/Ihr Platz<\/span> <span[^>]*>\d+</)
    expect(page.text).toMatch(/<noscript><meta http-equiv="refresh" content="\d+; url=\/booking\/line/)
  })
  // The crowd asked first; then it is this person's turn.
  await Promise.all(crowd.map(pressUntilServed))
  const after = await person.visitor.get(address)
  expect(after.status).toBe(303)
  expect(after.headers.location).toContain('/booking/contact')
  // Asked again, it leads there again.
  expect((await person.visitor.get(address)).status).toBe(303)
})

test('whoever stands in no line is told so after some looks, and can choose again', async () => {
  const visitor = ground.visitor()
  const first = await visitor.get('/booking/line?m=registration:1')
  expect(first.status).toBe(200)
  expect(first.text).toContain('look=1')
  const last = await visitor.get('/booking/line?m=registration:1&look=5')
  expect(last.status).toBe(409)
  expect(last.text).toContain('Ihr Platz in der Reihe ist verloren gegangen')
})
