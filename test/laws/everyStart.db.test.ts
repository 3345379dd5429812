import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, cancelBooking, holdTime, lookAtList, searchTimes } from '#features/booking/actions.ts'
import { publishPlan, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import {
  HOUR,
  type Instant,
  instant,
  localDate,
  localTime,
  MINUTE,
  parseInstant,
  plus,
} from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { brokenLawsOf } from './checker.ts'
import { dateOf, type Stint, startsOf, type Taken, type Wanted, type World } from './everyStart.ts'
import { inSchema } from './ground.ts'

// Random plans, shares, bookings and cancellations around both clock changes: search shows exactly the starts that are
// there by the words of the plan, each of them can be booked, and none beside them.

const SITES = ['mitte', 'nord']
/** As the test cities have them. */
const SKILLS = {
  '1': ['identity-card', 'passport', 'registration'],
  '2': ['identity-card', 'passport'],
  '3': ['registration'],
}
const COUNTERS = ['1', '2', '3'] as const
const CARD = { services: ['identity-card'], people: 1, minutes: 15 }
const QUESTIONS = [
  CARD,
  { services: ['identity-card'], people: 2, minutes: 25 },
  { services: ['passport'], people: 1, minutes: 20 },
  { services: ['registration'], people: 1, minutes: 20 },
  { services: ['identity-card', 'registration'], people: 1, minutes: 35 },
]
type Question = (typeof QUESTIONS)[number]
const ASKERS = ['online', 'staff'] as const

/** The two changes of 2027, each with the morning before, which is the day before the first of these dates. */
const CHANGES = [
  {
    season: 'spring',
    morning: parseInstant('2027-03-26T05:00:00Z'),
    days: ['2027-03-27', '2027-03-28', '2027-03-29'],
  },
  {
    season: 'autumn',
    morning: parseInstant('2027-10-29T05:00:00Z'),
    days: ['2027-10-30', '2027-10-31', '2027-11-01'],
  },
] as const
type Change = (typeof CHANGES)[number]

/** Plans of a season; the long run draws more of them, and new ones. */
const RUNS = process.env.DRAN_LONG ? 6 : 2
/** So many of the shown starts of a question are booked on each date, and so many tried that are not shown. */
const BOOKED = 3
const REFUSED = 2

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 4 })
  // Open round the clock, somewhere without public holidays: the dates are Sundays, Easter and All Saints.
  await sqlOf(`UPDATE setting SET region = 'AT-9'; UPDATE reference_version SET version = version + 1;
    DELETE FROM closure; DELETE FROM site_hours; DELETE FROM shift_rule;
    INSERT INTO site_hours (site_id, weekday, opens, closes)
      SELECT id, weekday, '00:00', '24:00' FROM site, generate_series(1, 7) AS weekday`)
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const sqlOf = (text: string) =>
  asOwner(city.ownerUrl, (client) => client.query(`SET search_path TO ${city.authority.schema}; ${text}`))
const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant) =>
  city.database.withAuthority(city.authority, work, { at })
const siteOf = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no such site')
const matters = ({ services, people }: Question) =>
  services.map((serviceKey) => ({ serviceKey, people: serviceKey === 'identity-card' ? people : 1 }))

/** Clock times at which a shift begins: none of them in the hour that is missing or doubled. */
const anyStint = fc.record({
  begins: fc.constantFrom('00:00', '00:30', '01:00', '01:30', '03:00', '06:30', '09:00'),
  hours: fc.integer({ min: 3, max: 5 }),
  rests: fc.boolean(),
  percent: fc.constantFrom(100, 100, 150),
  mode: fc.constantFrom('both', 'both', 'both', 'appointment', 'walk_in'),
})
const anyPlay = fc.record({
  stints: fc.array(fc.option(anyStint, { freq: 5 }), { minLength: 18, maxLength: 18 }),
  walkIn: fc.constantFrom(0, 25, 40),
  callers: fc.constantFrom(0, 15, 50),
  shortTerm: fc.constantFrom(0, 30, 30),
  closes: fc.array(fc.tuple(fc.nat(1), fc.nat(2), fc.constantFrom('04:15', '05:00', '10:30')), {
    minLength: 1,
    maxLength: 2,
  }),
  bookings: fc.array(fc.record({ question: fc.nat(4), nth: fc.nat(500), cancelled: fc.boolean() }), {
    minLength: 6,
    maxLength: 14,
  }),
})
type Play = typeof anyPlay extends fc.Arbitrary<infer T> ? T : never

/** So many hours later by the clock, where the missing or doubled hour counts like any other. */
const later = (clock: string, hours: number) =>
  `${String(Number(clock.slice(0, 2)) + hours).padStart(2, '0')}${clock.slice(2)}`

function stintsOf(play: Play, { days }: Change): Stint[] {
  return play.stints.flatMap((stint, nth): Stint[] => {
    if (!stint) return []
    const { begins, hours, rests, percent, mode } = stint
    const rest = { starts: later(begins, hours - 1), ends: `${later(begins, hours - 1).slice(0, 3)}45` }
    const isWhole = rests && begins.endsWith('00') && !rest.starts.startsWith('02')
    return [
      {
        site: SITES[nth % 2] ?? '',
        counter: COUNTERS[nth % 3] ?? '1',
        day: days[Math.floor(nth / 6)] ?? '',
        starts: begins,
        ends: later(begins, hours),
        rest: isWhole ? rest : null,
        percent,
        mode,
      },
    ]
  })
}

/** Publishes the plan of a site as a manager does. */
async function publish(tx: Tx, siteKey: string, stints: readonly Stint[]): Promise<void> {
  const site = await siteOf(tx, siteKey)
  const counters = new Map((await listCounters(tx, site.id)).map(({ key, id }) => [key, id]))
  const { version, plan } = await shiftPlanOf(tx, site)
  const dated = stints
    .filter((stint) => stint.site === siteKey)
    .map(({ counter, day, starts, ends, rest, percent, mode }) => ({
      counterId: counters.get(counter) ?? impossible('no such counter'),
      day: localDate(day),
      starts: localTime(starts),
      ends: localTime(ends),
      breakStarts: rest && localTime(rest.starts),
      breakEnds: rest && localTime(rest.ends),
      durationPercent: percent,
      mode,
    }))
  const published = await publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly: [], dated } })
  expect(published).toMatchObject({ ok: true })
}

/** What search shows, in minutes since 1970. Two linked visits are another question. */
async function shown(question: Question, wanted: Wanted, at: Instant): Promise<number[]> {
  const { site, day, asker } = wanted
  const wish = { matters: matters(question), siteKey: site, day: localDate(day), asker }
  const found = await run((tx) => searchTimes(tx, wish), at)
  if (!found.ok) throw new Error(found.code)
  return found.value.times.flatMap(({ startsAt, second }) => (second ? [] : startsAt / MINUTE))
}

const contact = { name: 'Ada Muster', email: null, phone: null }

async function book(question: Question, { site, asker }: Wanted, start: number, tx: Tx) {
  const wish = {
    matters: matters(question),
    siteKey: site,
    startsAt: instant(start * MINUTE),
    language: 'de',
  } as const
  return asker === 'online'
    ? holdTime(tx, plainLinks, { ...wish, channel: 'online', browser: null })
    : bookForCaller(tx, plainLinks, { ...wish, channel: 'telephone', contact })
}

/** Books up to the commit, so that every constraint has spoken, and takes it back. */
async function tried(question: Question, wanted: Wanted, start: number, at: Instant): Promise<string> {
  const undone = new Error('undone')
  let came = ''
  const work = run(async (tx) => {
    const booked = await book(question, wanted, start, tx)
    came = booked.ok ? 'booked' : booked.code
    tx.beforeCommit(
      'take it back',
      async () => {
        await tx.run(raw(sql`SET CONSTRAINTS ALL IMMEDIATE`))
        throw undone
      },
      'last',
    )
  }, at)
  await work.catch((error: unknown) => {
    if (error !== undone) throw error
  })
  return came
}

/** Where the booked people are, as the plain rows say. */
async function takenNow(): Promise<Taken[]> {
  const rows = await inSchema<{ site: string; counter: string; start: number; cells: number }>(
    city.ownerUrl,
    city.authority.schema,
    `SELECT s.key AS site, k.key AS counter, 
       (extract(epoch FROM v.appointment_at) / 60)::int AS start, c.end_cell - c.first_cell AS cells
     FROM visit v JOIN claim c ON c.visit_id = v.id JOIN place p ON p.id = c.place_id
       JOIN counter k ON k.id = p.counter_id JOIN site s ON s.id = p.site_id
     WHERE v.state = 'booked'`,
  )
  return rows.map(({ site, counter, start, cells }) => ({
    site,
    counter,
    from: start,
    until: start + 5 * cells,
  }))
}

/** Plays it, with bookings and cancellations; the world as it is three hours later. */
async function play(drawn: Play, change: Change): Promise<World> {
  const { morning, days } = change
  const [first = '', , last = ''] = days
  const { walkIn, callers, shortTerm } = drawn
  const closes = drawn.closes.map(([site, day, at]) => ({
    site: SITES[site] ?? '',
    day: days[day] ?? first,
    at,
  }))
  const stints = stintsOf(drawn, change)
  await run(async (tx) => {
    await tx.changeReference()
    await tx.run(
      raw(sql`UPDATE setting SET walk_in_percent = ${walkIn}, caller_percent = ${callers},
        short_term_percent = ${shortTerm}, short_term_days = 1`),
    )
  }, morning)
  await sqlOf(`DELETE FROM special_hours; UPDATE reference_version SET version = version + 1`)
  for (const site of SITES) await run((tx) => publish(tx, site, stints), morning)
  const closing = new Map(closes.map((each) => [`${each.site} ${each.day}`, each]))
  for (const { site, day, at } of closing.values())
    await sqlOf(`INSERT INTO special_hours (site_id, day, opens, closes)
      SELECT id, '${day}', '00:00', '${at}' FROM site WHERE key = '${site}';
      UPDATE reference_version SET version = version + 1`)
  await run((tx) => releasePlaces(tx, { untilDay: localDate(last) }), morning)
  for (const [nth, { question, nth: drawnTime, cancelled }] of drawn.bookings.entries()) {
    const asked = QUESTIONS[question] ?? CARD
    const wanted = {
      ...asked,
      site: SITES[nth % 2] ?? '',
      day: days[nth % 3] ?? first,
      asker: 'staff',
    } as const
    const starts = await shown(asked, wanted, morning)
    const start = starts[drawnTime % Math.max(1, starts.length)]
    if (start === undefined) continue
    const booked = await run((tx) => book(asked, wanted, start, tx), morning)
    const id: Id<'visit'> = booked.ok ? booked.value.id : impossible(booked.code)
    if (cancelled) await run((tx) => cancelBooking(tx, id), plus(morning, HOUR))
  }
  const now = plus(morning, 3 * HOUR)
  await run((tx) => lookAtList(tx), now)
  await run((tx) => releasePlaces(tx, { untilDay: localDate(last) }), now)
  return {
    zone: 'Europe/Berlin',
    now: now / MINUTE,
    stints,
    skills: SKILLS,
    closes: [...closing.values()],
    taken: await takenNow(),
    shares: { walkIn, callers, shortTerm, shortTermDays: 1 },
  }
}

/** The same world without one of its rules: each must make a difference somewhere, or it is not looked at here. */
const WITHOUT: Readonly<Record<string, (world: World) => World>> = {
  bookings: (world) => ({ ...world, taken: [] }),
  breaks: (world) => ({ ...world, stints: world.stints.map((stint) => ({ ...stint, rest: null })) }),
  trainees: (world) => ({ ...world, stints: world.stints.map((stint) => ({ ...stint, percent: 100 })) }),
  skills: (world) => ({ ...world, skills: Object.fromEntries(COUNTERS.map((key) => [key, SKILLS['1']])) }),
  'the share of walk-ins': (world) => ({ ...world, shares: { ...world.shares, walkIn: 0 } }),
  'the share of callers': (world) => ({ ...world, shares: { ...world.shares, callers: 0 } }),
  'the short term': (world) => ({ ...world, shares: { ...world.shares, shortTerm: 0 } }),
  'closing time': (world) => ({ ...world, closes: [] }),
  'the change of the clocks': (world) => ({
    ...world,
    zone: world.zone === 'Etc/GMT-1' ? 'Etc/GMT-2' : 'Etc/GMT-1',
  }),
}

/** The other starts of that date, from an hour before the first one that is there to an hour after the last. */
function notThere(there: readonly number[], { day }: Wanted, { zone }: World): number[] {
  const [first, last] = [there[0], there.at(-1)]
  if (first === undefined || last === undefined) return []
  const all = Array.from({ length: (last - first + 120) / 5 + 1 }, (_, nth) => first - 60 + 5 * nth)
  return all.filter((start) => !there.includes(start) && dateOf(start, zone) === day)
}

/** So many, spread evenly, the first and the last among them. */
function some<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all]
  return Array.from(
    { length: count },
    (_, nth) => all[Math.round((nth * (all.length - 1)) / (count - 1))],
  ).flatMap((one) => (one === undefined ? [] : [one]))
}

describe.each(CHANGES)('around the clock change of $season', (change) => {
  test('every start that is there is shown and can be booked, and none beside them', async () => {
    const noticed = new Set<string>()
    const seen = { shown: 0, booked: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(anyPlay, async (drawn) => {
        const world = await play(drawn, change)
        const now = instant(world.now * MINUTE)
        for (const question of QUESTIONS) {
          for (const asker of ASKERS) {
            for (const site of SITES) {
              for (const day of change.days) {
                const wanted = { site, day, asker, services: question.services, minutes: question.minutes }
                const there = startsOf(world, wanted)
                const found = await shown(question, wanted, now)
                expect(found, JSON.stringify(wanted)).toEqual(there)
                seen.shown += found.length
                for (const [name, change] of Object.entries(WITHOUT))
                  if (!noticed.has(name) && startsOf(change(world), wanted).join() !== there.join())
                    noticed.add(name)
                // The cards of the day of the change are booked one and all.
                const all = question === CARD && day === change.days[1] && asker === 'online'
                for (const start of all ? found : some(found, BOOKED)) {
                  expect(await tried(question, wanted, start, now), `${start}`).toBe('booked')
                  seen.booked++
                }
                for (const start of some(notThere(there, wanted, world), REFUSED)) {
                  expect(await tried(question, wanted, start, now), `${start}`).not.toBe('booked')
                  seen.refused++
                }
              }
            }
          }
        }
        expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
      }),
      { numRuns: RUNS },
    )
    expect(seen.shown).toBeGreaterThan(1_000)
    expect(seen.booked).toBeGreaterThan(200)
    expect(seen.refused).toBeGreaterThan(20)
    // The controls: a search that left one of the rules out would have been found out.
    expect([...noticed].toSorted()).toEqual(Object.keys(WITHOUT).toSorted())
  })
})
