import { newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from './clerks.ts'
import { type Ground, signIn } from './ground.ts'
import type { Visitor } from './http.ts'
import { LOGINS } from './routes.ts'

/**
 * Somebody with companions who is served, with a note; a number, a wish, a notice, a house, devices, a closing, a move:
 * all that people write is there once. `clerk` is signed in and sits at the counter then.
 */
export async function writtenCity(ground: Ground, clerk: Visitor): Promise<Record<string, string>> {
  const agent = await signIn(ground.visitor(), LOGINS.phone_agent)
  const [counter] = await ground.sql<{ id: string; site: string }>(
    "SELECT id, site_id AS site FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  const { id: counterId, site: siteId } = counter ?? impossible('no counter')
  const { times } = (await agent.get('/api/times?matters=identity-card:1&site=mitte')).json
  const matters = [{ service: 'identity-card', people: 1 }]
  const person = { language: 'de', name: 'Wer kommt', phone: '0170 1234567', email: 'wer@kommt.example' }
  const wish = { channel: 'telephone', matters, site: 'mitte', ...person }
  const booked = await agent.call('/api/bookings', { ...wish, startsAt: times[0].startsAt })
  const later = await agent.call('/api/bookings', { ...wish, startsAt: times[9].startsAt })
  await agent.call('/api/waitlist', {
    ...{ channel: 'telephone', matters, ...person },
    ...{ sites: [], weekdays: [], parts: [], untilDay: '2027-03-29' },
  })
  const ticket = await ground
    .visitor()
    .call('/api/sites/mitte/tickets', { matters: [{ service: 'pick-up', people: 1 }], language: 'de' })
  const code = { code: booked.json.bookingNumber }
  await ground.visitor().call('/api/sites/mitte/check-in', code)
  await clerk.call(`/api/counters/${counterId}/open`)
  const called = await clerk.call(`/api/counters/${counterId}/choose`, {
    visit: booked.json.visit,
    reason: 'need',
  })
  if (called.status !== 200) throw new Error(called.text)
  const id = () => newId(CALLING)
  await ground.sql('INSERT INTO visit_note (id, visit_id, text, written_at) VALUES ($1, $2, $3, now())', [
    id(),
    booked.json.visit,
    'Ein Foto liegt vor.',
  ])
  const texts = (key: string) => JSON.stringify({ [key]: { de: 'x', 'de-simple': 'x', en: 'x' } })
  await ground.sql(
    `INSERT INTO house_notice (id, site_id, texts, shows_from, shows_until, changed_at)
     VALUES ($1, NULL, $2, now() - interval '1 year', now() + interval '2 years', now())`,
    [id(), texts('text')],
  )
  await ground.sql(
    `INSERT INTO closing (id, site_id, counter_ids, first_day, last_day, texts, created_at)
     SELECT $1, id, '{}', '2027-03-02', '2027-03-03', $2, now() FROM site WHERE key = 'mitte'`,
    [id(), texts('reason')],
  )
  await ground.sql('INSERT INTO house_plan (site_id, version, plan, changed_at) VALUES ($1, 1, $2, now())', [
    siteId,
    JSON.stringify(HOUSE),
  ])
  return {
    site: 'mitte',
    service: 'identity-card',
    counter: counterId,
    visit: booked.json.visit,
    booking: later.json.visit,
    number: later.json.bookingNumber,
    token: ticket.json.token,
    calledToken: ground.links.tokenOf(ground.authority.key, booked.json.visit, 1),
    bookedToken: ground.links.tokenOf(ground.authority.key, later.json.visit, 1),
  }
}

const NAME = { de: 'x', 'de-simple': 'x', en: 'x' }
const HOUSE = {
  levels: [{ key: 'ground', name: NAME, width: 20, height: 20 }],
  rooms: [{ key: 'hall', level: 'ground', name: NAME, x: 0, y: 0, width: 20, height: 20 }],
  things: [
    { key: 'door', level: 'ground', kind: 'entrance', x: 1, y: 1, name: NAME },
    { key: 'kiosk', level: 'ground', kind: 'kiosk', x: 2, y: 2, name: NAME },
    { key: 'desk', level: 'ground', kind: 'desk', x: 3, y: 3, name: NAME },
    { key: 'bench', level: 'ground', kind: 'waiting', x: 5, y: 5, name: NAME, features: ['children'] },
    { key: 'one', level: 'ground', kind: 'counter', x: 9, y: 9, counter: '1', roomy: true },
  ],
}
