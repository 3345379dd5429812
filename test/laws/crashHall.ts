import { callsToSound } from '#apps/display/sounding.ts'
import { parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Clerk, seatClerks } from './clerks.ts'
import type { MortalCity } from './crash.ts'
import { type Follower, follow } from './follow.ts'
import { inSchema, pause, signIn } from './ground.ts'
import { type Heard, type Visitor, visitor } from './http.ts'
import { persistent } from './persistent.ts'

/** Counters, displays, consoles and kiosks at work in the hall of one site. */
const CLERKS = 3
const DISPLAYS = 2
/** Numbers that are drawn before the first one is called, so that people wait all the time. */
const WAITING = 12
/** Phones that are open at the same time, at most. */
const PHONES = 40
const SITE = 'mitte'
/** Longer than a killed server needs to be back and a screen to have its line again, also on a machine five times slower. */
const WITHIN_MS = 40_000

/** What somebody was told in the hall, by the ones who were told it. */
export type HallTold = {
  readonly calls: readonly { readonly counter: string; readonly visit: string }[]
  readonly tickets: readonly { readonly visit: string; readonly ticketNumber: string }[]
  readonly arrivals: readonly { readonly bookingNumber: string; readonly ticketNumber: string }[]
}

/** A hall that goes on without end. */
export type HallStream = {
  readonly told: HallTold
  readonly faults: readonly string[]
  readonly repeated: () => number
  /** Everybody ends what they have begun; what the screens show then is looked at. */
  stop(): Promise<void>
}

/**
 * Clerks who call and serve, a kiosk that gives numbers, people who book for today and check in, and displays, consoles
 * and phones that listen to it all. Nobody is told anything twice: what gets no answer is sent again with the same key.
 */
export async function hallWithoutEnd(
  city: MortalCity,
  reach: { readonly port: number },
  turnPause: number,
): Promise<HallStream> {
  const told = {
    calls: [] as { counter: string; visit: string }[],
    tickets: [] as { visit: string; ticketNumber: string }[],
    arrivals: [] as { bookingNumber: string; ticketNumber: string }[],
  }
  // Staff sees a counter or a booking as it stands now: of such an answer only whose it is stays.
  const patient = persistent(reach, ({ text }) => /^\{"(counter|visit)":"[^"]+"/.exec(text)?.[0] ?? text)
  const { faults } = patient
  const sql = <Row extends object>(text: string, values?: unknown[]) =>
    inSchema<Row>(city.ownerUrl, city.schema, text, values)
  const [before] = await sql<{ counters: number; entries: number }>(
    `SELECT (SELECT count(*)::int FROM counter WHERE key LIKE 'L%') AS counters,
       (SELECT last_number::int FROM journal_counter WHERE site_id = (SELECT id FROM site WHERE key = $1)) AS entries`,
    [SITE],
  )
  const { counters, entries } = before ?? impossible('no journal')
  const clerks = await seatClerks({ sql, visitor: () => visitor(reach) }, CLERKS, counters)
  const agent = await signIn(visitor(reach), 'telefon')
  const screens = openScreens(reach, agent)
  const phones = openPhones(reach)
  let stopped = false
  let nextTime = 0

  async function draw(): Promise<void> {
    const body = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
    const answer = await patient.send(visitor(reach), `/api/sites/${SITE}/tickets`, body)
    if (answer.status !== 200) return void faults.push(`no number: ${answer.text}`)
    const { visit, ticketNumber, token } = answer.json
    told.tickets.push({ visit, ticketNumber })
    phones.open(visit, token)
  }

  async function arrive(startsAt: string): Promise<void> {
    const matters = [{ service: 'identity-card', people: 1 }]
    const wish = { channel: 'desk', matters, site: SITE, startsAt, language: 'de', name: 'Wer kommt' }
    const who = visitor(reach)
    for (const [name, value] of agent.cookies) who.cookies.set(name, value)
    const booked = await patient.send(who, '/api/bookings', wish)
    // Those who book for later days never take a time of today.
    if (booked.status !== 200) return void faults.push(`no booking: ${booked.text}`)
    const { bookingNumber } = booked.json
    const code = { code: bookingNumber }
    const arrived = await patient.send(visitor(reach), `/api/sites/${SITE}/check-in`, code)
    if (arrived.status !== 200) return void faults.push(`no arrival: ${arrived.text}`)
    told.arrivals.push({ bookingNumber, ticketNumber: arrived.json.ticketNumber })
  }

  async function callOne({ visitor: clerk, counter }: Clerk): Promise<void> {
    const press = (act: string, body?: unknown) =>
      patient.send(clerk, `/api/counters/${counter}/${act}`, body)
    const called = await press('next')
    if (called.status !== 200) return
    const { visit, ticketNumber } = called.json.visit
    told.calls.push({ counter, visit })
    const isShown = await screens.haveShown(ticketNumber)
    if (!isShown) faults.push(`${ticketNumber} was called and not on every display`)
    await press('start')
    await press('finish', { outcome: 'done' })
  }

  while (told.tickets.length < WAITING) await draw()
  const times = await timesOfToday(agent)
  const turns: (() => Promise<void>)[] = [
    ...clerks.map((clerk) => () => callOne(clerk)),
    draw,
    draw,
    async () => {
      const startsAt = times[nextTime++]
      if (startsAt !== undefined) await arrive(startsAt)
    },
  ]
  const running = turns.map(async (turn) => {
    for (; !stopped; await pause(turnPause)) await turn()
  })
  for (const run of running) run.catch((error: unknown) => faults.push(String(error)))

  return {
    told,
    faults,
    repeated: patient.repeated,
    async stop() {
      stopped = true
      await Promise.allSettled(running)
      faults.push(...(await screens.close(agent)), ...(await phones.close(told.calls)))
      faults.push(...(await patient.replay()), ...(await wronglyKept(sql, entries, told)))
    },
  }
}

/** Displays and consoles that listen to one hall. */
function openScreens(reach: { readonly port: number }, staff: Visitor) {
  const displays = Array.from({ length: DISPLAYS }, () => {
    const screen = { view: undefined as Heard['data'], heard: undefined as number | undefined }
    const seen = new Map<number, string>()
    const sounded: number[] = []
    const line = follow(visitor(reach), `/api/sites/${SITE}/display/events`, ({ data }) => {
      screen.view = data
      const calls = data.calls.map((call: { call: number; calledAt: string }) => ({
        ...call,
        calledAt: parseInstant(call.calledAt),
      }))
      // As the display does it: what a call sounds is decided by its number alone.
      const next = callsToSound<{ call: number; ticketNumber: string; calledAt: never; current: boolean }>(
        calls,
        screen.heard ?? 0,
        parseInstant(data.at),
      )
      screen.heard = next.heard
      for (const { call, ticketNumber } of next.sound) {
        sounded.push(call)
        seen.set(call, ticketNumber)
      }
    })
    return { screen, seen, sounded, line }
  })
  let numberOfConsole = 0
  const console = follow(staff, `/api/sites/${SITE}/hall/events`, ({ data }) => {
    numberOfConsole = data.number
  })
  return {
    /** Has every display sounded the call of this number? */
    async haveShown(ticketNumber: string): Promise<boolean> {
      const all = () => displays.every(({ seen }) => [...seen.values()].includes(ticketNumber))
      for (const end = performance.now() + WITHIN_MS; performance.now() < end; await pause(10))
        if (all()) return true
      return false
    },
    async close(who: Visitor): Promise<string[]> {
      // Right within three seconds (R13); the console has heard of the last change, too.
      await pause(1_500)
      const now = (await who.get(`/api/sites/${SITE}/display`)).json
      const faults = displays.flatMap(({ screen, sounded }) => [
        ...(JSON.stringify(screen.view?.calls) === JSON.stringify(now.calls)
          ? []
          : ['a display shows other calls than the hall has']),
        ...(new Set(sounded).size === sounded.length ? [] : ['a call sounded twice']),
      ])
      if (numberOfConsole !== now.number)
        faults.push(`a console stands at ${numberOfConsole} of ${now.number}`)
      for (const { line } of [...displays, { line: console }]) {
        if (line.lines() < 1) faults.push('a screen never had a line')
        line.stop()
      }
      return faults
    },
  }
}

/** Phones that wait until they are called. */
function openPhones(reach: { readonly port: number }) {
  const open = new Map<string, { readonly line: Follower; told: number }>()
  return {
    open(visit: string, token: string): void {
      if (open.size >= PHONES) return
      const phone = { line: follow(visitor(reach), `/w/${token}/events?version=1&seen=0`, hear), told: 0 }
      function hear({ data }: Heard): boolean {
        if (data.reload === true) phone.told++
        return data.reload === true
      }
      open.set(visit, phone)
    },
    async close(calls: HallTold['calls']): Promise<string[]> {
      const called = new Set(calls.map(({ visit }) => visit))
      return [...open].flatMap(([visit, { line, told }]) => {
        line.stop()
        const expected = called.has(visit) ? 1 : 0
        return told === expected ? [] : [`the phone of ${visit} was told ${told} times of ${expected} calls`]
      })
    },
  }
}

async function timesOfToday(who: Visitor): Promise<string[]> {
  const { json } = await who.get(`/api/times?matters=identity-card:1&site=${SITE}&limit=1000`)
  const times: { day: string; startsAt: string }[] = json.times
  return times
    .filter(({ day, startsAt }) => day === times[0]?.day && /:(00|15|30|45):00/.test(startsAt))
    .map(({ startsAt }) => startsAt)
}

/** What somebody was told and the rows do not hold exactly once, or hold although nobody was told. */
async function wronglyKept(
  sql: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>,
  since: number,
  told: HallTold,
): Promise<string[]> {
  const linesOf = async (event: string, line: string) => {
    const rows = await sql<{ line: string }>(
      `SELECT ${line} AS line FROM journal j JOIN visit v ON v.id = j.visit_id
       WHERE j.event = $1 AND j.number > $2 AND j.site_id = (SELECT id FROM site WHERE key = $3)`,
      [event, since, SITE],
    )
    return rows.map((row) => row.line)
  }
  const compared = [
    {
      what: 'call',
      expected: told.calls.map(({ counter, visit }) => `${counter} ${visit}`),
      kept: await linesOf('called', "j.counter_id || ' ' || v.id"),
    },
    {
      what: 'number',
      expected: told.tickets.map(({ visit, ticketNumber }) => `${visit} ${ticketNumber}`),
      kept: await linesOf('ticket_drawn', "v.id || ' ' || v.ticket_number"),
    },
    {
      what: 'arrival',
      expected: told.arrivals.map(({ bookingNumber, ticketNumber }) => `${bookingNumber} ${ticketNumber}`),
      kept: await linesOf('checked_in', "v.booking_number || ' ' || v.ticket_number"),
    },
  ]
  return compared.flatMap(({ what, expected, kept }) => [
    ...expected.filter((line) => !kept.includes(line)).map((line) => `a ${what} is lost: ${line}`),
    ...kept.filter((line) => !expected.includes(line)).map((line) => `nobody was told of a ${what}: ${line}`),
    ...(new Set(kept).size === kept.length ? [] : [`a ${what} is there twice`]),
  ])
}
