import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import {
  type CounterDay,
  checkIn,
  drawTicket,
  finish,
  startServing,
  withdrawCall,
} from '#features/hall/actions.ts'
import { asId, newId } from '#kernel/id.ts'
import { type Instant, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Ground, signIn } from './ground.ts'
import type { Visitor } from './http.ts'

const SITE = 'mitte'
const DAY = localDate('2027-03-01')
const SERVICES = ['identity-card', 'registration', 'pick-up']

/** The moment at which the clerks begin: everybody is there and may be called. */
export const CALLING = parseInstant('2027-03-01T10:00:00Z')

/** A clerk who sits at a counter of their own that can serve everybody. */
export type Clerk = { readonly visitor: Visitor; readonly counter: string }

/**
 * Makes counters that can do everything, people for them, and lets those sit down there. `before`: so many were made
 * already.
 */
export async function seatClerks(
  ground: Pick<Ground, 'sql' | 'visitor'>,
  count: number,
  before = 0,
): Promise<Clerk[]> {
  const counters = Array.from({ length: count }, () => newId<'counter'>(CALLING))
  for (const [nth, id] of counters.entries()) {
    const index = before + nth
    await ground.sql(
      `WITH made AS (
         INSERT INTO counter (id, site_id, key, position, texts)
         SELECT $1, site_id, $2, $3, texts FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = $4)
         RETURNING id
       ), skilled AS (
         INSERT INTO counter_skill (counter_id, service_id) SELECT made.id, service.id FROM made, service
       )
       INSERT INTO staff_member (id, login, name, password_hash, roles, site_id, language)
       SELECT $5, $6, 'Jemand am Schalter', password_hash, roles, site_id, language FROM staff_member WHERE login = 'schalter'`,
      [id, `L${index}`, 100 + index, SITE, newId(CALLING), `clerk${index}`],
    )
  }
  await ground.sql('UPDATE reference_version SET version = version + 1')
  return Promise.all(
    counters.map(async (counter, nth) => {
      const visitor = await signIn(ground.visitor(), `clerk${before + nth}`)
      const opened = await visitor.call(`/api/counters/${counter}/open`)
      if (opened.status !== 200) throw new Error(opened.text)
      return { visitor, counter }
    }),
  )
}

/** So many people wait: a fifth of them with an appointment, some of those too late; many arrive at the same moment. */
export async function fillHall(ground: Ground, people: number): Promise<void> {
  const booked = Math.floor(people / 5)
  const opening = parseInstant('2027-03-01T07:00:00Z')
  const visits = await ground.run(
    async (tx) => {
      const matters = [{ serviceKey: 'identity-card', people: 1 }]
      const found = await searchTimes(tx, { matters, siteKey: SITE, day: DAY })
      if (!found.ok) throw new Error(found.code)
      const times = found.value.times.filter((time) => time.cell % 3 === 0 && time.startsAt < CALLING)
      const made = []
      for (let index = 0; index < booked; index++) {
        const time = times[Math.floor((index * times.length) / booked)]
        // When all times are gone, people come without.
        if (!time) break
        const { startsAt } = time
        const contact = { name: 'Wer gebucht hat', email: null, phone: null }
        const booking = {
          matters,
          siteKey: SITE,
          startsAt,
          language: 'de',
          channel: 'telephone',
          contact,
        } as const
        const visit = await bookForCaller(tx, ground.links, booking)
        if (visit.ok) made.push({ id: visit.value.id, startsAt })
      }
      return made
    },
    plus(opening, -45 * MINUTE),
  )
  for (const [index, { id, startsAt }] of visits.entries()) {
    const late = index % 4 === 0
    await ground.run(
      async (tx) => {
        const site = (await findSite(tx, SITE)) ?? impossible('no site')
        const arrived = await checkIn(tx, site, id)
        if (!arrived.ok) throw new Error(arrived.code)
      },
      earlier(plus(startsAt, (late ? 20 : -5) * MINUTE)),
    )
  }
  const AT_ONCE = 8
  for (let drawn = visits.length; drawn < people; drawn += AT_ONCE) {
    await ground.run(
      async (tx) => {
        for (let index = drawn; index < Math.min(people, drawn + AT_ONCE); index++) {
          const matters = [{ serviceKey: SERVICES[index % SERVICES.length] ?? '', people: 1 }]
          const request = { siteKey: SITE, matters, language: 'de', channel: 'kiosk' } as const
          const ticket = await drawTicket(tx, ground.links, request, async () => true)
          if (!ticket.ok) throw new Error(ticket.code)
        }
      },
      earlier(plus(opening, ((drawn * 7) % people) * MINUTE)),
    )
  }
}

function earlier(at: Instant): Instant {
  return at < CALLING ? at : plus(CALLING, -MINUTE)
}

/**
 * Everybody who waits in the order in which they must be called, worked out from the rows alone: the earlier of two
 * keys first. The key is the arrival, or for somebody with an appointment who came at most 15 minutes late the later
 * of appointment and arrival less 30 minutes. Who only picks something up counts 15 minutes more.
 */
export async function rightOrder(ground: Ground): Promise<string[]> {
  const rows = await ground.sql<{ id: string }>(
    `SELECT id FROM visit WHERE state = 'waiting'
     ORDER BY CASE WHEN appointment_at IS NULL OR arrived_at > appointment_at + interval '15 minutes' THEN arrived_at
       ELSE greatest(appointment_at, arrived_at) - interval '30 minutes' END
       - CASE WHEN ticket_number LIKE 'P%' THEN interval '15 minutes' ELSE interval '0' END, ticket_number COLLATE "C", id`,
  )
  return rows.map((row) => row.id)
}

/** The clerks press "next" at the same instant; what each of them was shown. */
export async function pressNext(clerks: readonly Clerk[]): Promise<{ visits: string[]; refusals: string[] }> {
  const answers = await Promise.all(
    clerks.map(({ visitor, counter }) => visitor.call(`/api/counters/${counter}/next`)),
  )
  const isCalled = (answer: (typeof answers)[number]) => answer.status === 200 && answer.json.visit
  return {
    visits: answers.filter(isCalled).map((answer) => answer.json.visit.visit),
    refusals: answers.filter((answer) => !isCalled(answer)).map(({ status, text }) => `${status} ${text}`),
  }
}

/** Everybody who was called is served. */
export function serveCalled(ground: Ground, clerks: readonly Clerk[]): Promise<void> {
  return atEach(ground, clerks, async (tx, here) => {
    await startServing(tx, here)
    await finish(tx, here, 'done')
  })
}

/** Every call is taken back: all wait again at the places that they had. */
export function withdrawCalls(ground: Ground, clerks: readonly Clerk[]): Promise<void> {
  return atEach(ground, clerks, withdrawCall)
}

async function atEach(
  ground: Ground,
  clerks: readonly Clerk[],
  work: (tx: Tx, here: CounterDay) => Promise<unknown>,
): Promise<void> {
  await ground.run(async (tx) => {
    const site = (await findSite(tx, SITE)) ?? impossible('no site')
    for (const { counter } of clerks)
      await work(tx, { siteId: site.id, counterId: asId<'counter'>(counter), day: DAY })
  })
}

/** The calls of the site's journal, in their order. */
export async function callsInJournal(ground: Ground): Promise<string[]> {
  const rows = await ground.sql<{ visit_id: string }>(
    "SELECT visit_id FROM journal WHERE event = 'called' ORDER BY number",
  )
  return rows.map((row) => row.visit_id)
}
