import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { makeLinks } from '#apps/server/application.tsx'
import { searchTimes } from '#features/booking/actions.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { db, raw } from '#platform/db/query.ts'
import { type BenchCity, openBenchCity } from './city.ts'
import { type Figure, quantile, rounded } from './figure.ts'
import { inLine } from './placeInLine.ts'
import { cityOf } from './searchCity.ts'
import type { StormOrder, StormReport } from './stormLoad.ts'
import { KINDS, type Kind } from './stormPerson.ts'
import { startChild } from './streams.ts'

const SITES = 9
const HORIZON_DAYS = 28
const TIMES = 500
const PEOPLE = 5_000
const EARLY = { percent: 40, seconds: 10 }
const SECONDS = 60
const THINKING_MS = 1_000
const LOOKS = 2
const PATIENCE = 30
const P95_MS = 800
const ORDER_MS = 1_000
/** The lowest difficulty that can be set: what the work costs a phone is a figure of its own. */
const LEAST_NUMBERS = 100
/** People who come one after another when nothing else happens: the baseline. */
const CALM = { people: 40, seconds: 20 }
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/**
 * The release storm: five thousand people for five hundred times within a minute, of whom each looks, presses and, when
 * lucky, books. The load comes from a process of its own; beside it the same by forty people in a quiet hour.
 */
export async function stormFigures(say: (line: string) => void): Promise<Figure[]> {
  const city = await openBenchCity(cityOf(SITES, HORIZON_DAYS))
  try {
    await release(city, CALM.people + TIMES)
    const times = await freeTimes(city)
    const node = await startChild('./node.ts', {
      APP_URL: city.appUrl,
      SECRET: city.secret,
    })
    try {
      const order = { port: node.port, thinking: THINKING_MS, looks: LOOKS, times, patience: PATIENCE }
      const calm = await letCome(city, {
        ...order,
        people: CALM.people,
        firstNumber: PEOPLE,
        early: { percent: 50, seconds: CALM.seconds / 2 },
        seconds: CALM.seconds,
      })
      const before = await booked(city)
      say(`storm: ${before} of ${CALM.people} people booked in a quiet hour`)
      const storm = await letCome(city, {
        ...order,
        people: PEOPLE,
        firstNumber: 0,
        early: EARLY,
        seconds: SECONDS,
      })
      return figuresOf(storm, calm, {
        bookings: (await booked(city)) - before,
        released: CALM.people + TIMES - before,
        disorder: await disorderOf(city, storm),
        say,
      })
    } finally {
      node.stop()
    }
  } finally {
    await city.close()
  }
}

/** Takes everything but so many quarters of an hour, each alone on its place, and lets the work be as little as can be. */
async function release(city: BenchCity, count: number): Promise<void> {
  await city.database.withAuthority(city.authority, async (tx) => {
    const tomorrow = addDays(dayOf(tx.now, 'Europe/Berlin'), 1)
    await tx.run(
      raw(sql`UPDATE setting SET proof_floor = ${LEAST_NUMBERS}, proof_ceiling = ${LEAST_NUMBERS},
        open_bookings_limit = 1, walk_in_percent = 0, caller_percent = 0`),
    )
    await tx.run(raw(sql`UPDATE reference_version SET version = version + 1`))
    await tx.run(
      raw(sql`
        WITH filled AS (
          INSERT INTO claim (id, visit_id, kind, place_id, day, first_cell, end_cell, until)
          SELECT gen_random_uuid(), NULL, 'freed', id, day, first_cell, end_cell, '2999-01-01Z'
          FROM place RETURNING id, place_id, day, first_cell, end_cell
        ), quarters AS (
          SELECT p.id, p.day, f.id AS claim_id, cell,
            (cell - p.first_cell) / 3 AS quarter,
            (cell - p.first_cell) % 6 < 3 AND p.duration_percent = 100 AND p.day > ${tomorrow}::date
              AND NOT p.withdrawn
              AND (p.break_first_cell IS NULL OR cell + 3 <= p.break_first_cell OR cell - 3 >= p.break_end_cell)
              AND cell + 3 <= p.end_cell
              AND EXISTS (SELECT FROM counter_skill k JOIN service s ON s.id = k.service_id
                WHERE k.counter_id = p.counter_id AND s.key = 'identity-card') AS usable
          FROM place p JOIN filled f ON f.place_id = p.id, generate_series(p.first_cell, p.end_cell - 1) AS cell
          WHERE p.break_first_cell IS NULL OR cell < p.break_first_cell OR cell >= p.break_end_cell
        ), whole AS (
          SELECT id, day, quarter FROM quarters GROUP BY 1, 2, 3 HAVING bool_and(usable) AND count(*) = 3
          ORDER BY day, md5(id::text || quarter::text) LIMIT ${count}
        )
        INSERT INTO claim_cell (place_id, day, cell, claim_id)
        SELECT id, day, cell, claim_id FROM quarters q
        WHERE NOT EXISTS (SELECT FROM whole w WHERE w.id = q.id AND w.quarter = q.quarter)`),
    )
    await tx.run(
      raw(sql`
        UPDATE hour_budget b SET booked_minutes = t.minutes, bound_minutes = greatest(t.minutes, b.limit_minutes),
          limit_minutes = greatest(t.minutes, b.limit_minutes) + 120, open_minutes = greatest(t.minutes, b.limit_minutes) + 120,
          online_minutes = greatest(t.minutes, b.limit_minutes) + 120
        FROM (SELECT p.site_id, p.day, c.cell / 12 AS hour, 5 * count(*) AS minutes
          FROM place p JOIN claim_cell c ON c.place_id = p.id AND c.day = p.day GROUP BY 1, 2, 3) t
        WHERE b.site_id = t.site_id AND b.day = t.day AND b.hour = t.hour`),
    )
    await tx.run(raw(sql`INSERT INTO plan_change (site_id, day) SELECT DISTINCT site_id, day FROM place`))
  })
}

/** Every start that can be booked, as pages and programs name it. */
async function freeTimes(city: BenchCity): Promise<string[]> {
  return city.database.withAuthority(city.authority, async (tx) => {
    const found = await searchTimes(tx, { matters: MATTERS })
    if (!found.ok) throw new Error(found.code)
    const keys = new Map(found.value.sites.map(({ site }) => [site.id, site.key]))
    return found.value.times.map(({ siteId, startsAt }) => `${keys.get(siteId)}_${isoInstant(startsAt)}`)
  })
}

async function booked(city: BenchCity): Promise<number> {
  return city.database.withAuthority(city.authority, async (tx) => {
    const all = await tx.rows(db.selectFrom('visit').select('id').where('state', '=', 'booked'))
    return all.length
  })
}

/** Lets people come, and hands them the tokens of their mails. Their process is ended whatever happens. */
async function letCome(city: BenchCity, order: StormOrder): Promise<StormReport> {
  const links = makeLinks(city.secret)
  const load = fork(fileURLToPath(new URL('./stormLoad.ts', import.meta.url)))
  const tokenOf = (email: string) =>
    city.database.withAuthority(city.authority, async (tx) => {
      const { visit_id } = await tx.one(
        db.selectFrom('visit_contact').select('visit_id').where('email', '=', email),
      )
      return links.tokenOf(city.authority.key, asId<'visit'>(visit_id), 1)
    })
  try {
    return await new Promise<StormReport>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error('the storm did not end')),
        (order.seconds + 2 * order.patience) * 1_000,
      )
      load.once('exit', (code) => reject(new Error(`the load ended (${code})`)))
      load.on('message', (message: StormReport | { readonly email: string }) => {
        if ('email' in message) {
          const { email } = message
          tokenOf(email).then((token) => load.send({ email, token }), reject)
          return
        }
        clearTimeout(limit)
        resolve(message)
      })
      load.send(order)
    })
  } finally {
    load.kill('SIGKILL')
  }
}

/**
 * By how much somebody was served before somebody who had pressed earlier. Milliseconds. Among those who got a time,
 * by the moment when it was held; and for each time, whoever was refused it may not have pressed before whoever got it.
 */
async function disorderOf(city: BenchCity, { experiences }: StormReport): Promise<number> {
  const rows = await city.database.withAuthority(city.authority, (tx) =>
    tx.rows(
      db
        .selectFrom('visit')
        .innerJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
        .select(['visit_contact.email', 'visit.hold_started_at'])
        .orderBy('visit.hold_started_at'),
    ),
  )
  const pressed = new Map(
    experiences.flatMap(({ email, presses }) => {
      const won = presses.find((press) => press.won)
      return won ? [[email, won.at] as const] : []
    }),
  )
  let latest = Number.NEGATIVE_INFINITY
  let disorder = 0
  for (const { email } of rows) {
    const at = pressed.get(email ?? '')
    if (at === undefined) continue
    disorder = Math.max(disorder, latest - at)
    latest = Math.max(latest, at)
  }
  const all = Map.groupBy(
    experiences.flatMap(({ presses }) => presses),
    ({ time }) => time,
  )
  for (const presses of all.values()) {
    const last = Math.max(...presses.filter(({ won }) => won).map(({ at }) => at))
    for (const { at, won } of presses) if (!won) disorder = Math.max(disorder, last - at)
  }
  return disorder
}

type Outcome = {
  readonly bookings: number
  readonly released: number
  readonly disorder: number
  readonly say: (line: string) => void
}

function figuresOf(storm: StormReport, calm: StormReport, outcome: Outcome): Figure[] {
  const { bookings, released, disorder, say } = outcome
  const requests = KINDS.reduce((sum, kind) => sum + (storm.lags[kind]?.length ?? 0), 0)
  const { people, last, answers, placeless } = inLine(storm.experiences.map(({ places }) => places))
  const strange = Map.groupBy(storm.strange, (what) => what.slice(0, 120))
  for (const [what, all] of strange) say(`storm: ${all.length} times ${what}`)
  say(
    `storm: ${requests} requests of ${PEOPLE} people in ${rounded(storm.seconds)} s, ${people} told a place in line, the last ${last}; ${answers} answers made somebody wait, ${placeless} of them without a place; ${bookings} bookings`,
  )
  const p95 = (report: StormReport, kind: Kind) => {
    const lags = report.lags[kind]
    return lags?.length ? quantile(lags, 0.95) : undefined
  }
  const lags = KINDS.flatMap((kind): Figure[] => {
    const value = p95(storm, kind)
    if (value === undefined) return []
    const base = p95(calm, kind)
    return [
      {
        id: `storm_${kind}_p95`,
        value: rounded(value),
        unit: 'ms',
        baseline: base === undefined ? null : rounded(base),
        ratio: base === undefined ? null : rounded(value / base),
        target: `at most ${P95_MS} ms`,
        holds: value <= P95_MS,
      },
    ]
  })
  const plain = (id: string, value: number, unit: string, target: string, holds: boolean): Figure => ({
    id,
    value: rounded(value),
    unit,
    baseline: null,
    ratio: null,
    target,
    holds,
  })
  return [
    ...lags,
    plain('storm_bookings', bookings, '', `exactly the ${released} times`, bookings === released),
    plain('storm_failures', storm.strange.length, '', 'none', storm.strange.length === 0),
    plain('storm_disorder', disorder, 'ms', `at most ${ORDER_MS} ms`, disorder <= ORDER_MS),
    plain(
      'storm_in_line',
      answers - placeless,
      '',
      `all ${answers} answers that make somebody wait name a place`,
      placeless === 0,
    ),
  ]
}
