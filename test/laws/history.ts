import { acceptReplacement, expireHolds, replaceNext, settleReplacements } from '#features/booking/actions.ts'
import { asId } from '#kernel/id.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import { type Ground, signIn } from './ground.ts'
import type { Answer, Visitor } from './http.ts'
import { proven } from './proven.ts'

/** What a history did: operations by kind and outcome, and everything that must never happen. */
export type Played = { readonly outcomes: ReadonlyMap<string, number>; readonly faults: readonly string[] }

type Person = {
  readonly visitor: Visitor
  readonly email: string
  token: string | undefined
  /** How often this browser has asked for a time or given its contact. */
  asked: number
}
type Booking = { readonly id: string; readonly number: string }
type Command = {
  readonly visitor: Visitor
  readonly path: string
  readonly body: unknown
  readonly key: string
}
type Seat = { readonly visitors: readonly Visitor[]; readonly counter: string }
type Operation = {
  readonly weight: number
  readonly name: string
  readonly play: () => Promise<Answer | undefined>
}

/** Times are sought on today and some days after it, so that there are many people for few of them. */
const DAYS = 3
/** Nobody draws a ticket while more people wait than would in a real hall. */
const HALL_FULL = 100
/** A browser that asked so often gives up, well below what the limit for browsers and contacts allows. */
const PATIENCE = 20
const SITE = '/api/sites/mitte'
const EXPECTED = new Set([200, 204, 404, 409])

/** A number from 0 to before 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * What the same command answers for ever. Staff sees a booking or a counter as it stands now, since a stored answer
 * holds no person: of those only whose it is must stay.
 */
function lasting(path: string, text: string): string {
  const whose = /^\/api\/(bookings|counters)\b/.test(path)
    ? /^\{"(visit|counter)":"[0-9a-f-]+"/.exec(text)
    : null
  return whose?.[0] ?? text
}

/**
 * Plays a random history through HTTP: citizens hold, give their contact, confirm and cancel; staff books, moves and
 * cancels for them; people arrive, draw tickets, are called, missed, come back and go; holds run out; managers close
 * the site or a counter and open it again, and people accept or leave what is held for them; commands are sent twice. Each worker does one thing after another, all at the same time, mostly at the wrong moment.
 */
export async function playHistory(
  ground: Ground,
  options: { readonly operations: number; readonly seed: number; readonly workers: number },
): Promise<Played> {
  const random = randomFrom(options.seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const outcomes = new Map<string, number>()
  const faults: string[] = []
  const people: Person[] = []
  const bookings: Booking[] = []
  const tickets: string[] = []
  const closings: string[] = []
  const sent: { readonly command: Command; readonly answer: Answer }[] = []
  let waiting = 0
  const staff = await openStaff(ground)
  const times = await wantedTimes(ground)

  async function command(visitor: Visitor, path: string, body?: unknown, key = crypto.randomUUID()) {
    const answer = await visitor.call(path, body, key)
    if (answer.status === 200) sent.push({ command: { visitor, path, body, key }, answer })
    if (sent.length > 500) sent.splice(0, 250)
    return answer
  }

  const matters = () => [
    { service: pick(['identity-card', 'passport', 'registration']) ?? '', people: random() < 0.2 ? 2 : 1 },
  ]
  const agent = () => pick(staff.agent) ?? impossible('no agent')
  const informer = () => pick(staff.desk) ?? impossible('no desk')
  /** The same browser at another address: in a long history some press more often than limits allow. */
  const elsewhere = ({ cookies }: Visitor) => ground.visitor({ keepAlive: false, cookies })
  const recent = <T>(list: readonly T[]) => pick(list.slice(-60))
  const asking = () => {
    const person = recent(people.filter(({ asked }) => asked < PATIENCE))
    if (person) person.asked += 1
    return person
  }

  const operations: readonly Operation[] = [
    {
      name: 'hold',
      weight: 14,
      async play() {
        const again = random() < 0.2 ? asking() : undefined
        const visitor = again ? elsewhere(again.visitor) : ground.visitor({ keepAlive: false })
        const { site, startsAt } = pick(times) ?? impossible('no times')
        const body = { matters: matters(), site, startsAt, language: 'de' }
        const answer = await command(visitor, '/api/holds', await proven(visitor, body))
        const email = `mensch${people.length}@${visitor.address.replaceAll('.', '-')}.example`
        if (!again && answer.status === 200) people.push({ visitor, email, token: undefined, asked: 1 })
        return answer
      },
    },
    {
      name: 'contact',
      weight: 12,
      async play() {
        const person = asking()
        if (!person) return undefined
        const body = { name: 'Ein Mensch', email: person.email }
        const answer = await command(elsewhere(person.visitor), '/api/holds/mine/contact', body)
        if (answer.status === 200) person.token ??= await tokenOf(ground, person.email)
        return answer
      },
    },
    {
      name: 'confirm',
      weight: 10,
      async play() {
        const person = recent(people.filter((each) => each.token))
        return person && elsewhere(person.visitor).call(`/api/visits/${person.token}/confirm`)
      },
    },
    {
      name: 'cancel own',
      weight: 3,
      async play() {
        const person = recent(people.filter((each) => each.token))
        return person && elsewhere(person.visitor).call(`/api/visits/${person.token}/cancel`)
      },
    },
    {
      name: 'book for a caller',
      weight: 10,
      async play() {
        const { site, startsAt } = pick(times) ?? impossible('no times')
        const body = {
          channel: 'telephone',
          matters: matters(),
          site,
          startsAt,
          language: 'en',
          name: 'Wer anruft',
        }
        const answer = await command(agent(), '/api/bookings', body)
        if (answer.status === 200) bookings.push({ id: answer.json.visit, number: answer.json.bookingNumber })
        return answer
      },
    },
    {
      name: 'move',
      weight: 8,
      async play() {
        const booking = recent(bookings)
        const time = pick(times)
        if (!booking || !time) return undefined
        return command(agent(), `/api/bookings/${booking.id}/move`, time)
      },
    },
    {
      name: 'cancel',
      weight: 5,
      async play() {
        const booking = recent(bookings)
        return booking && command(agent(), `/api/bookings/${booking.id}/cancel`)
      },
    },
    {
      name: 'let holds run out',
      weight: 1,
      async play() {
        const later = plus(await ground.now(), (random() < 0.5 ? 11 : 61) * MINUTE)
        await ground.run((tx) => expireHolds(tx, 5), later)
        return undefined
      },
    },
    {
      name: 'close',
      weight: 0.6,
      async play() {
        const day = pick(times)?.startsAt.slice(0, 10) ?? impossible('no times')
        const one = random() < 0.6 ? [pick(staff.counters)?.counter ?? impossible('no counter')] : []
        const [starts, ends] = random() < 0.5 ? ['09:00', '11:00'] : [null, null]
        const body = { counters: one, firstDay: day, lastDay: day, starts, ends, reason: 'technical' }
        const answer = await command(
          pick(staff.manager) ?? impossible('no manager'),
          `${SITE}/closings`,
          body,
        )
        if (answer.status === 200) closings.push(answer.json.closing)
        return answer
      },
    },
    {
      name: 'open again',
      weight: 0.6,
      async play() {
        const closing = recent(closings)
        const manager = pick(staff.manager) ?? impossible('no manager')
        return closing === undefined ? undefined : command(manager, `${SITE}/closings/${closing}/reopen`)
      },
    },
    {
      name: 'look after those who lost their time',
      weight: 1,
      async play() {
        const later = plus(await ground.now(), random() < 0.3 ? 3 * 24 * 60 * MINUTE : 0)
        await ground.run((tx) => settleReplacements(tx), later)
        while (await ground.run(replaceNext));
        return undefined
      },
    },
    {
      name: 'accept a new time',
      weight: 1,
      async play() {
        const [open] = await ground.sql<{ visit_id: string }>(
          "SELECT visit_id FROM replacement WHERE state = 'open' ORDER BY md5(id::text) LIMIT 1",
        )
        if (open) await ground.run((tx) => acceptReplacement(tx, asId<'visit'>(open.visit_id)))
        return undefined
      },
    },
    {
      name: 'check in',
      weight: 8,
      async play() {
        const booking = recent(bookings)
        const person = recent(people.filter((each) => each.token))
        const code = random() < 0.5 ? booking?.number : person?.token
        if (!code) return undefined
        const visitor = ground.visitor({ keepAlive: false })
        return command(visitor, '/api/sites/mitte/check-in', { code })
      },
    },
    {
      name: 'check in at the desk',
      weight: 4,
      async play() {
        const id = random() < 0.5 ? recent(bookings)?.id : recent(tickets)
        return id === undefined ? undefined : command(informer(), `/api/sites/mitte/arrivals/${id}`)
      },
    },
    {
      name: 'draw a ticket',
      weight: 8,
      async play() {
        if (waiting > HALL_FULL) return undefined
        const visitor = ground.visitor({ keepAlive: false })
        const service = pick(['identity-card', 'registration', 'pick-up'])
        const body = { matters: [{ service, people: 1 }], language: 'de-simple' }
        const answer = await command(visitor, '/api/sites/mitte/tickets', body)
        if (answer.status === 200) tickets.push(answer.json.visit)
        return answer
      },
    },
    {
      name: 'leave',
      weight: 2,
      async play() {
        const id = recent(tickets)
        return id === undefined ? undefined : command(informer(), `/api/hall/${id}/leave`)
      },
    },
    ...(['next', 'again', 'start', 'finish', 'missed', 'withdraw'] as const).map((act) => ({
      name: act,
      weight: { next: 8, again: 1, start: 5, finish: 5, missed: 3, withdraw: 1 }[act],
      async play() {
        const seat = pick(staff.counters)
        const visitor = pick(seat?.visitors ?? []) ?? impossible('no clerk')
        const body = act === 'finish' ? { outcome: 'done' } : undefined
        const answer = await command(visitor, `/api/counters/${seat?.counter}/${act}`, body)
        if (answer.status === 200) waiting = answer.json.waitingHere
        return answer
      },
    })),
    {
      name: 'send again',
      weight: 4,
      async play() {
        const known = pick(sent)
        if (!known) return undefined
        const { visitor, path, body, key } = known.command
        const answer = await elsewhere(visitor).call(path, body, key)
        if (
          answer.status !== known.answer.status ||
          lasting(path, answer.text) !== lasting(path, known.answer.text)
        )
          faults.push(`${path} sent again: ${known.answer.text} became ${answer.status} ${answer.text}`)
        return answer
      },
    },
  ]
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0)

  async function playOne(): Promise<void> {
    let left = random() * weights
    const operation = operations.find(({ weight }) => {
      left -= weight
      return left < 0
    })
    const answer = await operation?.play()
    if (answer === undefined) return
    const outcome = `${operation?.name} ${answer.status}`
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (!EXPECTED.has(answer.status)) faults.push(`${outcome}: ${answer.text}`)
  }

  let begun = 0
  await Promise.all(
    Array.from({ length: options.workers }, async () => {
      while (begun++ < options.operations) await playOne()
    }),
  )
  return { outcomes, faults }
}

/** Everybody who can still give a time back does so; then nobody but those in the hall may have cells. */
export async function giveEverythingBack(ground: Ground): Promise<void> {
  const agents = (await openStaff(ground)).agent
  await ground.run((tx) => expireHolds(tx, 100_000), plus(await ground.now(), 180 * MINUTE))
  const booked = await ground.sql<{ id: string }>("SELECT id FROM visit WHERE state = 'booked'")
  for (const [index, { id }] of booked.entries()) {
    const answer = await agents[index % agents.length]?.call(`/api/bookings/${id}/cancel`)
    if (answer?.status !== 204) throw new Error(`${id} could not be cancelled: ${answer?.text}`)
  }
}

type Staff = {
  readonly agent: readonly Visitor[]
  readonly desk: readonly Visitor[]
  readonly manager: readonly Visitor[]
  readonly counters: readonly Seat[]
}

/** Staff who press faster than one person could, so that they work from many addresses: limits stay switched on. */
async function openStaff(ground: Ground): Promise<Staff> {
  const everywhere = async (login: string) => {
    const first = await signIn(ground.visitor(), login)
    const { cookies } = first
    return [first, ...Array.from({ length: 40 }, () => ground.visitor({ cookies }))]
  }
  const counters = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE site_id = (SELECT id FROM site WHERE key = 'mitte') ORDER BY key LIMIT 2",
  )
  const clerks = [await everywhere('schalter'), await everywhere('schalter2')]
  const seated = await Promise.all(
    counters.map(async ({ id }, index) => {
      const visitors = clerks[index] ?? impossible('no clerk')
      const opened = await visitors[0]?.call(`/api/counters/${id}/open`)
      if (opened?.status !== 200) throw new Error(opened?.text)
      return { visitors, counter: id }
    }),
  )
  return {
    agent: await everywhere('telefon'),
    desk: await everywhere('info'),
    manager: await everywhere('leitung'),
    counters: seated,
  }
}

async function wantedTimes(ground: Ground): Promise<{ site: string; startsAt: string }[]> {
  const answer = await ground.visitor().get('/api/times?matters=identity-card:1&limit=1000')
  const times: { site: string; day: string; startsAt: string }[] = answer.json.times
  const days = [...new Set(times.map(({ day }) => day))].slice(0, DAYS)
  return times.filter(({ day }) => days.includes(day)).map(({ site, startsAt }) => ({ site, startsAt }))
}

/** The token of the link in the mail that goes to this address. */
export async function tokenOf(ground: Ground, email: string): Promise<string | undefined> {
  const found = await ground.run((tx) =>
    tx.first(db.selectFrom('visit_contact').select('visit_id').where('email', '=', email)),
  )
  return found && ground.links.tokenOf(ground.authority.key, asId<'visit'>(found.visit_id), 1)
}
