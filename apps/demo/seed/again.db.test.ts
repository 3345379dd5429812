import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { ROOT } from '#apps/server/configuration.ts'
import { getSettings } from '#features/authority/actions.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, instantOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { beginAuthority, demoFolder } from '../authorities.ts'
import { atMoment } from './moment.ts'
import { playSome, prepareSites } from './play.ts'

const KEY = 'waldstadt'
const SITE = 'nationality-office'
const ZONE = 'Europe/Berlin'
/** A Monday, and the Wednesday after it. */
const FIRST = localDate('2027-03-01')
const LAST = addDays(FIRST, 2)

let city: City
let migrator: Migrator
let town: Authority

beforeAll(async () => {
  city = await openCity({ connections: 2 })
  migrator = await openMigrator(city.ownerUrl)
  const begun = await beginAuthority(city.database, migrator, demoFolder(ROOT, 'neuwalden'), KEY)
  town = begun.authority
  await playOffice(begun.data.shifts)
}, 120_000)

afterAll(async () => {
  await city.unchanged()
  await migrator.close()
  await city.drop()
})

/** Plays some days of the one office, in which every consultation leads to another visit: nothing is left to dice. */
async function playOffice(shifts: ShiftsFile): Promise<void> {
  const begins = addDays(FIRST, -1)
  const until = instantOf(LAST, localTime('23:00'), ZONE)
  await city.database.withAuthority(town, async (tx) => {
    const { horizonDays } = await getSettings(tx)
    const early = atMoment(tx, instantOf(begins, localTime('05:00'), ZONE))
    await releasePlaces(early, { untilDay: addDays(LAST, horizonDays) })
  })
  const links = makeLinks(city.secret)
  const comesAgain = (_: string, minutes: number) => minutes >= 60
  const script = { shifts, links, until, share: 1, fromDay: FIRST, comesAgain }
  const { sites } = await prepareSites(city.database, town, script)
  const office = sites.find(({ siteKey }) => siteKey === SITE) ?? impossible('no such office')
  for (let day = begins; day <= LAST; day = addDays(day, 1)) {
    const end = instantOf(day, localTime('23:00'), ZONE)
    office.planBookings(day, instantOf(day, localTime('06:00'), ZONE), end)
    if (day >= FIRST) office.planDay(day)
    for (let more = true; more; ) more = await playSome(city.database, town, office, end, 60)
  }
}

it('a consultation in the nationality office goes on at another visit, with the same matters and references', async () => {
  const rows = await asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${town.schema}`)
    const found = await client.query(
      `SELECT earlier.state, earlier.minutes, earlier.day < later.day AS is_later,
         (SELECT array_agg(outcome) FROM visit_matter WHERE visit_id = earlier.id) AS outcomes,
         (SELECT array_agg(matter_id ORDER BY matter_id) FROM visit_matter WHERE visit_id = earlier.id) AS before,
         (SELECT array_agg(matter_id ORDER BY matter_id) FROM visit_matter WHERE visit_id = later.id) AS after
       FROM visit later JOIN visit earlier ON earlier.id = later.follows_visit_id`,
    )
    return found.rows
  })
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) {
    expect(row).toMatchObject({ state: 'done', is_later: true, after: row.before })
    expect(row.minutes).toBeGreaterThanOrEqual(60)
    expect(new Set(row.outcomes)).toEqual(new Set(['partly']))
  }
})
