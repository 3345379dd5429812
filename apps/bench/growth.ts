import { readFileSync } from 'node:fs'
import pg from 'pg'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller } from '#features/booking/actions.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type Authority, quoteIdentifier } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { monotonic } from '#platform/time/clock.ts'
import { findTargets, type Target } from './booking.ts'
import { type BenchCity, openBenchCity } from './city.ts'
import { type Figure, type Group, median, quantile, rounded } from './figure.ts'
import { copyPastVisits } from './pastVisits.ts'
import { cityOf } from './searchCity.ts'

const SITES = 9
const HORIZON_DAYS = 56
const AUTHORITIES = [10, 100]
const LONG_AUTHORITIES = 1_000
const PAST_VISITS = [10_000, 1_000_000]
const LONG_VISITS = 10_000_000
/** Bookings of one measurement, and how many at once. */
const BOOKINGS = 1_000
const WORKERS = 4
const WARM = 400
const CONNECTIONS = 16
const MOST = 1.5
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/** How the cost of a booking grows. */
export const growth: Group = {
  name: 'growth',
  summary: 'what a booking costs with more authorities in one process, and with more past visits',
  run: ({ long, say }) => growthFigures(long, say),
}

/** What a booking costs with more authorities in one process, and with more past visits, each beside the least. */
async function growthFigures(long: boolean, say: (line: string) => void): Promise<Figure[]> {
  const city = await openBenchCity(cityOf(SITES, HORIZON_DAYS))
  try {
    const targets = await findTargets(city, 2 * BOOKINGS * (AUTHORITIES.length + PAST_VISITS.length + 1))
    const next = takeFrom(targets)
    const all: Authority[] = [city.authority]
    const visits = await byPastVisits(city, all, long, next, say)
    return [...(await byAuthorities(city, all, long, next, say)), ...visits]
  } finally {
    await city.close()
  }
}

type Targets = { readonly warm: readonly Target[]; readonly counted: readonly Target[] }
/** Targets that nobody else of this measurement asks for, so many of each kind, of the same few days of few sites. */
type Next = (warm: number, counted: number) => Targets

/**
 * A day of a site is read when it is first booked on and remembered then. What grows is the question, not what a first
 * reading costs, so the days of the counted bookings are those of the bookings before them.
 */
function takeFrom(targets: readonly Target[]): Next {
  const byDay = targets.toSorted((a, b) => dayKey(a).localeCompare(dayKey(b)))
  let taken = 0
  return (warm, counted) => {
    const some = byDay.slice(taken, taken + warm + counted)
    if (some.length < warm + counted) throw new Error('there are too few free times')
    taken += some.length
    const mixed = some.map((target, index) => ({ target, order: (index * 7_919) % some.length }))
    const inOrder = mixed.toSorted((a, b) => a.order - b.order).map(({ target }) => target)
    return { warm: inOrder.slice(0, warm), counted: inOrder.slice(warm) }
  }
}

const dayKey = ({ siteKey, time }: Target) => `${siteKey} ${dayOf(time.startsAt, 'Europe/Berlin')}`

type Spread = { readonly first: number; readonly p99: number; readonly memoryMiB: number }

async function byAuthorities(
  city: BenchCity,
  all: Authority[],
  long: boolean,
  next: Next,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const count of long ? [...AUTHORITIES, LONG_AUTHORITIES] : AUTHORITIES) {
    await addAuthorities(city, all, count)
    // Just before, so that both are measured on the same busy or idle machine.
    const one = await spread(city, all.slice(0, 1), next)
    const many = await spread(city, all.slice(0, count), next)
    say(
      `${count} authorities: p99 ${rounded(many.p99)} ms (of the first bookings ${rounded(many.first)} ms), beside it with one ${rounded(one.p99)} ms; ${rounded(many.memoryMiB)} MiB for a connection, with one ${rounded(one.memoryMiB)} MiB`,
    )
    const isLong = count === LONG_AUTHORITIES ? { long: true as const } : {}
    figures.push(
      {
        id: `booking_p99_${count}_authorities`,
        value: rounded(many.p99),
        unit: 'ms',
        baseline: rounded(one.p99),
        ratio: rounded(many.p99 / one.p99),
        target: `at most ${MOST} × that of one authority`,
        holds: many.p99 <= MOST * one.p99,
        ...isLong,
      },
      {
        id: `connection_memory_${count}_authorities`,
        value: rounded(many.memoryMiB),
        unit: 'MiB',
        baseline: rounded(one.memoryMiB),
        ratio: rounded(many.memoryMiB / one.memoryMiB),
        target: 'reported',
        holds: true,
        ...isLong,
      },
    )
  }
  return figures
}

/** What bookings cost in these authorities in turn, in one process that has just begun with them. */
async function spread(city: BenchCity, authorities: readonly Authority[], next: Next): Promise<Spread> {
  const count = authorities.length
  const database = openDatabase({ url: city.appUrl, connections: CONNECTIONS })
  try {
    const targets = next(Math.ceil(WARM / count), Math.ceil(BOOKINGS / count))
    const first = await bookAll(database, city, authorities, targets.warm, WARM)
    const counted = await bookAll(database, city, authorities, targets.counted, BOOKINGS)
    const memoryMiB = await connectionMemory(city)
    return { first: quantile(first.flat(), 0.99), p99: quantile(counted.flat(), 0.99), memoryMiB }
  } finally {
    await database.close()
  }
}

/**
 * Two cities in turn, one that keeps the fewest past visits and one that gets more and more: whatever else the machine
 * does, it does to both.
 */
async function byPastVisits(
  city: BenchCity,
  all: Authority[],
  long: boolean,
  next: Next,
  say: (line: string) => void,
): Promise<Figure[]> {
  await addAuthorities(city, all, 2)
  const [small, grown] = all
  if (!grown || !small) return []
  const [least, ...more] = long ? [...PAST_VISITS, LONG_VISITS] : PAST_VISITS
  for (const each of [small, grown]) await copyPastVisits(city.ownerUrl, each, 0, least ?? 0)
  const figures: Figure[] = []
  let present = least ?? 0
  for (const count of more) {
    const began = monotonic()
    await copyPastVisits(city.ownerUrl, grown, present, count)
    present = count
    const copied = monotonic() - began
    const database = openDatabase({ url: city.appUrl, connections: CONNECTIONS })
    try {
      // Before that days are read and statements prepared; the first run of a process is always the slowest.
      const targets = next(WARM, BOOKINGS)
      await bookAll(database, city, [small, grown], targets.warm, 2 * WARM)
      const [ofSmall = [], ofGrown = []] = await bookAll(
        database,
        city,
        [small, grown],
        targets.counted,
        2 * BOOKINGS,
      )
      const [p99, beside] = [quantile(ofGrown, 0.99), quantile(ofSmall, 0.99)]
      say(
        `${count} past visits, copied in ${rounded(copied / 1_000)} s: p99 ${rounded(p99)} ms, beside it with ${least} ${rounded(beside)} ms`,
      )
      figures.push({
        id: `booking_p99_${count}_past_visits`,
        value: rounded(p99),
        unit: 'ms',
        baseline: rounded(beside),
        ratio: rounded(p99 / beside),
        target: `at most ${MOST} × that of ${least}`,
        holds: p99 <= MOST * beside,
        ...(count === LONG_VISITS ? { long: true as const } : {}),
      })
    } finally {
      await database.close()
    }
  }
  return figures
}

/**
 * Books for callers, some at once, in all authorities in turn, each of which has the same targets. Milliseconds of
 * each booking, by authority.
 */
async function bookAll(
  database: Database,
  city: BenchCity,
  authorities: readonly Authority[],
  targets: readonly Target[],
  count: number,
): Promise<number[][]> {
  const links = makeLinks(city.secret)
  const lags = authorities.map((): number[] => [])
  let at = 0
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (let index = at++; index < count; index = at++) {
        const authority = authorities[index % authorities.length]
        const target = targets[Math.floor(index / authorities.length)]
        if (!authority || !target) continue
        const began = monotonic()
        await database.withAuthority(authority, (tx) =>
          bookForCaller(tx, links, {
            channel: 'telephone',
            matters: MATTERS,
            siteKey: target.siteKey,
            startsAt: target.time.startsAt,
            language: 'de',
            contact: { name: 'Vera Beispiel', email: null, phone: null },
          }),
        )
        lags[index % authorities.length]?.push(monotonic() - began)
      }
    }),
  )
  return lags
}

/** Brings the authorities to this number; each is a copy of the first as it stands, under the same identifiers. */
async function addAuthorities(city: BenchCity, all: Authority[], count: number): Promise<void> {
  const migrator = await openMigrator(city.ownerUrl)
  const owner = new pg.Client({ connectionString: city.ownerUrl })
  await owner.connect()
  try {
    await owner.query('SET session_replication_role = replica')
    const from = quoteIdentifier(city.authority.schema)
    const { rows } = await owner.query<{ name: string; filled: boolean }>(
      `SELECT c.relname AS name, (xpath('/row/c/text()', query_to_xml(
         format('SELECT count(*) AS c FROM (SELECT 1 FROM %I.%I LIMIT 1) x', n.nspname, c.relname), false, true, '')))[1]::text <> '0' AS filled
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'`,
      [city.authority.schema],
    )
    // Past visits are measured for themselves.
    const wanted = rows.filter(({ name, filled }) => filled && !VISIT_TABLES.has(name))
    while (all.length < count) {
      const key = `stadt${all.length}`
      const made = await migrator.createAuthority({ key, hostnames: [`${key}.localhost`], demo: true })
      const into = quoteIdentifier(made.schema)
      await owner.query(
        wanted
          .map(({ name }) => {
            const table = pg.escapeIdentifier(name)
            return `DELETE FROM ${into}.${table}; INSERT INTO ${into}.${table} OVERRIDING SYSTEM VALUE SELECT * FROM ${from}.${table}`
          })
          .join(';'),
      )
      await owner.query(`UPDATE ${into}.hour_budget SET booked_minutes = 0`)
      all.push(made)
    }
  } finally {
    await owner.end()
    await migrator.close()
  }
}

const VISIT_TABLES = new Set([
  'visit',
  'visit_contact',
  'visit_matter',
  'matter',
  'step',
  'journal',
  'claim',
  'claim_cell',
  'message',
  'command',
  'schema_version',
  'migration',
])

/** What a connection of the server has for itself, the middle of all of them; not where the system does not tell. */
async function connectionMemory(city: BenchCity): Promise<number> {
  const owner = new pg.Client({ connectionString: city.ownerUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'dran' AND backend_type = 'client backend'",
    )
    return median(rows.flatMap(({ pid }) => privateMiB(pid)))
  } finally {
    await owner.end()
  }
}

function privateMiB(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const parts = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)]
  return [parts.reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1_024]
}
