import { sql } from 'kysely'
import { asId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { db, raw } from '#platform/db/query.ts'
import { type Ground, signIn } from '../ground.ts'
import type { Answer, Visitor } from '../http.ts'
import { randomFrom } from './random.ts'

/** One kind of thing that happens in a history, how often, and what was answered where somebody answered. */
export type Operation = {
  readonly weight: number
  readonly name: string
  readonly play: () => Promise<Answer | undefined>
}

/** Somebody with a browser. */
export type Person = {
  readonly visitor: Visitor
  readonly email: string
  token: string | undefined
  /** How often this browser has asked for a time or given its contact. */
  asked: number
}
export type Booking = { readonly id: string; readonly number: string }
export type Time = { readonly site: string; readonly startsAt: string }
/** A ticket that was drawn, and the token of its link. */
export type Ticket = { readonly id: string; readonly token: string }
/** A counter with whoever sits there. */
export type Seat = {
  readonly visitors: readonly Visitor[]
  readonly counter: string
  /** The services that are left for whom the counter was shown last. */
  services: readonly string[]
}
/** A command that was answered, to be sent again. */
export type Sent = {
  readonly visitor: Visitor
  readonly path: string
  readonly body: unknown
  readonly key: string
  readonly answer: Answer
}

/** Where a history plays: who acts, on which times, and what came of it so far. */
export type Stage = {
  readonly ground: Ground
  readonly random: () => number
  pick<T>(list: readonly T[]): T | undefined
  /** One of those that came last. */
  recent<T>(list: readonly T[]): T | undefined
  /** Sends a command of the API, which may be sent again later. */
  command(visitor: Visitor, path: string, body?: unknown): Promise<Answer>
  /** The same browser at another address: in a long history some press more often than limits allow. */
  elsewhere(visitor: Visitor): Visitor
  agent(): Visitor
  informer(): Visitor
  manager(): Visitor
  /** Two counters of Mitte, and one of Nord. */
  readonly counters: readonly Seat[]
  readonly north: Seat
  readonly times: readonly Time[]
  /** Times of what no single place at Nord does. */
  readonly linkedTimes: readonly Time[]
  /** Those who came last; of a million nobody remembers the first. */
  readonly people: Person[]
  /** Some visits of a site that are in a state now, the newest first. */
  visits(site: string, state: 'waiting' | 'parked'): Promise<readonly string[]>
  readonly bookings: Booking[]
  /** Bookings of two linked visits, by their first. */
  readonly linked: Booking[]
  readonly tickets: Ticket[]
  readonly sent: Sent[]
  /** Whoever gives their number for a time may come back with another one. */
  givesUpNumber(ticket: Ticket): void
  /** Answers that nobody should get. */
  readonly faults: string[]
  /** Told of each kind of thing that has no answer, how often it came about. */
  readonly counts: Map<string, number>
}

/** Times are sought on today and some days after it, so that there are many people for few of them. */
const DAYS = 3
/** So many of those that came last are still of interest. */
const RECENT = 60
/** Commands that may be sent again. */
const REMEMBERED = 500
/** Somebody who came so long ago asks for nothing any more. */
export const PEOPLE_KEPT = 300
/** What no single place at Nord does. */
export const LINKED = ['identity-card', 'registration']

/** Sets the stage on a ground: staff signs in and sits down, and the times are looked up. */
export async function openStage(ground: Ground, seed: number): Promise<Stage> {
  await needTwoPlaces(ground)
  await takePapers(ground)
  const staff = await openStaff(ground)
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const one = (visitors: readonly Visitor[]) => pick(visitors) ?? impossible('nobody of these')
  const sent: Sent[] = []
  const faults: string[] = []
  const exchanged = new Set<unknown>()
  const lookAtNumbers = numbersKept(faults, exchanged)
  return {
    ground,
    random,
    pick,
    recent: (list) => pick(list.slice(-RECENT)),
    async command(visitor, path, body) {
      const key = crypto.randomUUID()
      const answer = await visitor.call(path, body, key)
      if (answer.status === 200) {
        sent.push({ visitor, path, body, key, answer })
        lookAtNumbers(answer.text)
      }
      if (sent.length > REMEMBERED) sent.splice(0, REMEMBERED / 2)
      return answer
    },
    elsewhere: ({ cookies }) => ground.visitor({ keepAlive: false, cookies }),
    agent: () => one(staff.agent),
    informer: () => one(staff.desk),
    manager: () => one(staff.manager),
    counters: staff.counters,
    north: staff.north,
    times: await wantedTimes(ground, 'identity-card:1'),
    linkedTimes: await wantedTimes(ground, `${LINKED.join(':1,')}:1&site=nord`),
    people: [],
    async visits(site, state) {
      const rows = await ground.run((tx) =>
        tx.rows(
          raw<{ id: string }>(sql`SELECT id FROM visit WHERE state = ${state}
            AND state IN ('booked', 'waiting', 'called', 'serving', 'parked', 'missed')
            AND site_id = (SELECT id FROM site WHERE key = ${site}) ORDER BY id DESC LIMIT 20`),
        ),
      )
      return rows.map(({ id }) => id)
    },
    bookings: [],
    linked: [],
    tickets: [],
    givesUpNumber: ({ id, token }) => {
      exchanged.add(id)
      exchanged.add(token)
    },
    sent,
    faults,
    counts: new Map(),
  }
}

/**
 * Remembers every number that anybody was told, and finds fault with an answer that tells another one of the same visit,
 * but of those who gave theirs up.
 */
function numbersKept(faults: string[], exchanged: ReadonlySet<unknown>): (text: string) => void {
  const numbers = new Map<string, string>()
  const told = (whose: unknown, number: unknown) => {
    if (typeof whose !== 'string' || typeof number !== 'string' || exchanged.has(whose)) return
    const before = numbers.get(whose) ?? number
    numbers.set(whose, before)
    if (before !== number) faults.push(`the number of ${whose} was ${before} and is ${number}`)
  }
  const look = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { visit, token, ticketNumber } = Object(node)
    told(visit, ticketNumber)
    told(token, ticketNumber)
    for (const below of Object.values(node)) look(below)
  }
  return (text) => look(JSON.parse(text))
}

type Staff = {
  readonly agent: readonly Visitor[]
  readonly desk: readonly Visitor[]
  readonly manager: readonly Visitor[]
  readonly counters: readonly Seat[]
  readonly north: Seat
}

/** Staff who press faster than one person could, so that they work from many addresses: limits stay switched on. */
export async function openStaff(ground: Ground): Promise<Staff> {
  const everywhere = async (login: string) => {
    const first = await signIn(ground.visitor(), login)
    const { cookies } = first
    // Each of them presses seldom: a connection kept open would be closed by the server just when it is used again.
    return Array.from({ length: 40 }, () => ground.visitor({ keepAlive: false, cookies }))
  }
  const seated = async (site: string, key: string, login: string): Promise<Seat> => {
    const [counter] = await ground.sql<{ id: string }>(
      'SELECT id FROM counter WHERE key = $2 AND site_id = (SELECT id FROM site WHERE key = $1)',
      [site, key],
    )
    const { id } = counter ?? impossible('no counter')
    const visitors = await everywhere(login)
    const opened = await visitors[0]?.call(`/api/counters/${id}/open`)
    if (opened?.status !== 200) throw new Error(opened?.text)
    return { visitors, counter: id, services: [] }
  }
  return {
    agent: await everywhere('telefon'),
    desk: await everywhere('info'),
    manager: await everywhere('leitung'),
    counters: [await seated('mitte', '1', 'schalter'), await seated('mitte', '2', 'schalter2')],
    north: await seated('nord', '1', 'nord'),
  }
}

async function wantedTimes(ground: Ground, matters: string): Promise<Time[]> {
  const answer = await ground.visitor().get(`/api/times?matters=${matters}&limit=1000`)
  const times: (Time & { day: string })[] = answer.json.times
  const days = [...new Set(times.map(({ day }) => day))].slice(0, DAYS)
  return times.filter(({ day }) => days.includes(day)).map(({ site, startsAt }) => ({ site, startsAt }))
}

/** What is done at one counter for all of Nord can no longer be done there by one alone, so visits are linked. */
async function needTwoPlaces(ground: Ground): Promise<void> {
  await ground.sql(
    `DELETE FROM counter_skill WHERE service_id = (SELECT id FROM service WHERE key = 'identity-card')
     AND counter_id = (SELECT id FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'nord'))`,
  )
  await ground.sql('UPDATE reference_version SET version = version + 1')
}

/** All services take papers before the visit; what is registered is done by them. */
async function takePapers(ground: Ground): Promise<void> {
  await ground.sql("UPDATE service SET takes_papers = true, settled_by_papers = key = 'identity-card'")
  await ground.sql('UPDATE reference_version SET version = version + 1')
}

/** The token of the link in the mail that goes to this address. */
export async function tokenOf(ground: Ground, email: string): Promise<string | undefined> {
  const found = await ground.run((tx) =>
    tx.first(db.selectFrom('visit_contact').select('visit_id').where('email', '=', email)),
  )
  return found && ground.links.tokenOf(ground.authority.key, asId<'visit'>(found.visit_id), 1)
}
