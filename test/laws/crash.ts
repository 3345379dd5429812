import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { makeLinks } from '#apps/server/application.tsx'
import { asId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { appPassword, prepareTemplate } from '#test/template.ts'
import { CALLING } from './clerks.ts'
import { inSchema, pause, setClocks, signIn } from './ground.ts'
import { type Answer, type Visitor, visitor } from './http.ts'
import { persistent } from './persistent.ts'
import { proven } from './proven.ts'

const SCHEMA = 'city_neuwalden'
const KEY = 'neuwalden'

/** A PostgreSQL of its own as in production, with fsync on, that can be killed; the test run's own has none. */
export type MortalCity = {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly secret: string
  readonly schema: string
  /** Kills every process of it at once, as a crash would; it is started again under the same address by itself. */
  kill(): void
  close(): Promise<void>
}

/** Starts it and fills it with the two test authorities. */
export async function openMortalCity(): Promise<MortalCity> {
  const directory = mkdtempSync(join(tmpdir(), 'dran-test-'))
  const started = await startEmbedded({ directory })
  if (started.state !== 'started') throw new Error('a new folder is in use')
  const { embedded } = started
  await prepareTemplate(embedded.ownerUrl)
  await setClocks(embedded.ownerUrl, CALLING)
  const migrator = await openMigrator(embedded.ownerUrl)
  const appUrl = await migrator.prepare(appPassword())
  await migrator.close()
  return {
    ownerUrl: embedded.ownerUrl,
    appUrl,
    secret: TEST_SECRET,
    schema: SCHEMA,
    kill() {
      const postmaster = embedded.processId()
      for (const pid of [postmaster, ...childrenOf(postmaster)]) killOne(pid)
    },
    async close() {
      await embedded.stop()
      for (const folder of [embedded.home, directory]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number)
    return pid !== undefined && ppid === parent ? pid : []
  })
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with its postmaster.
  }
}

/** A booking that the server has confirmed to somebody. */
export type Acknowledged = {
  readonly bookingNumber: string
  readonly startsAt: string
  readonly site: string
}

/** What the clients of a stream of bookings know. */
export type Stream = {
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that no client should ever get. */
  readonly faults: readonly string[]
  /** Requests that got no answer, or "try again", and were sent again with the same key. */
  readonly repeated: () => number
  /** Monotonic time of the newest confirmation. */
  readonly lastAt: () => number
  /** Sends the last commands that were answered once more with their keys, and gives the answers that differ. */
  replay(): Promise<string[]>
  /** Lets every client end what it has begun. */
  stop(): Promise<void>
  /** Sends them home at once: what they wait for may never come. */
  abandon(): Promise<void>
}

const MATTERS = [{ service: 'identity-card', people: 1 }]
const PATIENCE_MS = 90_000

/**
 * Clients who book without end: some by themselves (hold, contact, link), some through staff. A request without an
 * answer is sent again with the same key until there is one, as a good client does.
 */
export async function bookWithoutEnd(
  city: MortalCity,
  reach: { readonly port: number },
  clients: number,
  turnPause = 0,
): Promise<Stream> {
  const links = makeLinks(city.secret)
  const acknowledged: Acknowledged[] = []
  const patient = persistent(reach)
  const { faults, send } = patient
  let lastAt = 0
  let stopped = false

  const agent = await signIn(visitor(reach), 'telefon')
  const times = await freeTimes(visitor(reach))
  let nextTime = 0
  const takeTime = () => times[nextTime++] ?? impossible('all times are booked')

  function keep(answer: Answer): void {
    if (answer.status !== 200) return void faults.push(`a booking was refused: ${answer.text}`)
    const { bookingNumber, startsAt, site } = answer.json
    acknowledged.push({ bookingNumber, startsAt, site })
    lastAt = performance.now()
  }

  async function bookAlone(client: number, turn: number): Promise<void> {
    const who = visitor(reach)
    const wish = { matters: MATTERS, ...takeTime(), language: 'de' }
    const work = await patient.until('a challenge', () => proven(who, wish))
    const held = await send(who, '/api/holds', work)
    if (held.status !== 200) return void faults.push(`a hold was refused: ${held.text}`)
    const email = `kunde${client}-${turn}@mail.example`
    const contact = await send(who, '/api/holds/mine/contact', { name: 'Wer bucht', email })
    if (contact.status !== 200) return void faults.push(`a contact was refused: ${contact.text}`)
    const id = await patient.until('the mail', () => visitOf(city, email))
    keep(await send(who, `/api/visits/${links.tokenOf(KEY, asId<'visit'>(id), 1)}/confirm`))
  }

  async function bookByTelephone(client: number): Promise<void> {
    // Staff of a big city: each from an own address, with the same rights.
    const who = visitor(reach)
    for (const [name, value] of agent.cookies) who.cookies.set(name, value)
    const body = {
      channel: 'telephone',
      matters: MATTERS,
      ...takeTime(),
      language: 'de',
      name: `Kunde ${client}`,
    }
    keep(await send(who, '/api/bookings', body))
  }

  const running = Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; !stopped; turn++, await pause(turnPause))
      await (client % 2 ? bookByTelephone(client) : bookAlone(client, turn))
  })
  for (const run of running) run.catch((error: unknown) => faults.push(String(error)))
  const stop = async () => {
    stopped = true
    await Promise.allSettled(running)
  }
  return {
    acknowledged,
    faults,
    repeated: patient.repeated,
    lastAt: () => lastAt,
    replay: patient.replay,
    stop,
    abandon() {
      patient.abandon()
      return stop()
    },
  }
}

/** So many different times that no two clients want the same cells. */
async function freeTimes(who: Visitor): Promise<{ site: string; startsAt: string }[]> {
  const times: { site: string; startsAt: string }[] = []
  for (let from = '2027-03-02'; from < '2027-04-20'; ) {
    const { json } = await who.get(`/api/times?matters=identity-card:1&limit=1000&from=${from}`)
    times.push(
      ...json.times.filter(({ startsAt }: { startsAt: string }) => /:(00|15|30|45):00/.test(startsAt)),
    )
    const next = json.times.at(-1)?.day
    if (next === undefined || next <= from) break
    from = next
  }
  const once = [
    ...new Map(times.map(({ site, startsAt }) => [`${site} ${startsAt}`, { site, startsAt }])).values(),
  ]
  // Two counters can do it, but one of them has a break at noon.
  const twice = once.filter(({ startsAt }) => !/T1[01]:(00|15)/.test(startsAt))
  return [...once, ...twice]
}

async function visitOf(city: MortalCity, email: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: city.ownerUrl })
  // The database may be killed at any moment.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ id: string }>(
      `SELECT visit_id AS id FROM ${city.schema}.visit_contact WHERE email = $1`,
      [email],
    )
    return rows[0]?.id
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The confirmed bookings that are not there: not booked, at another time, or without cells. Read from the rows alone. */
export async function lostBookings(
  city: MortalCity,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const rows = await inSchema<{ number: string }>(
    city.ownerUrl,
    city.schema,
    `SELECT v.booking_number AS number FROM visit v JOIN site s ON s.id = v.site_id
     JOIN unnest($1::text[], $2::timestamptz[], $3::text[]) AS told (number, starts_at, site)
       ON told.number = v.booking_number AND told.starts_at = v.appointment_at AND told.site = s.key
     WHERE v.state = 'booked' AND EXISTS (SELECT FROM claim c JOIN claim_cell x ON x.claim_id = c.id
       WHERE c.visit_id = v.id AND c.kind = 'booked')`,
    [
      acknowledged.map(({ bookingNumber }) => bookingNumber),
      acknowledged.map(({ startsAt }) => startsAt),
      acknowledged.map(({ site }) => site),
    ],
  )
  const there = new Set(rows.map(({ number }) => number))
  return acknowledged.flatMap(({ bookingNumber }) => (there.has(bookingNumber) ? [] : bookingNumber))
}

/** Waits until the database that was killed answers again. */
export async function databaseIsBack(city: MortalCity): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(50)) {
    const answered = await visitOf(city, '').then(
      () => true,
      () => false,
    )
    if (answered) return
  }
  throw new Error('the database did not come back')
}

/** Waits until so many bookings have been confirmed. */
export async function confirmed(stream: Stream, count: number): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; stream.acknowledged.length < count; await pause(10)) {
    if (performance.now() > end) throw new Error(`only ${stream.acknowledged.length} bookings were confirmed`)
  }
}

/** Waits until clients are confirmed bookings again after a moment; how many milliseconds that took. */
export async function recovery(stream: Stream, since: number): Promise<number> {
  for (const end = since + PATIENCE_MS; performance.now() < end; await pause(10)) {
    if (stream.lastAt() > since) return stream.lastAt() - since
  }
  throw new Error('nothing was booked any more')
}
