import { sql } from 'kysely'
import type { AuthorityData } from '#apps/import/files.ts'
import { listSites } from '#features/authority/actions.ts'
import type { TimeQuestion } from '#features/booking/actions.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { takesAppointments } from '#features/catalogue/model.ts'
import { raw } from '#platform/db/query.ts'
import type { BenchCity } from './city.ts'

const HORIZON_DAYS = 180
/** So many of a hundred blocks of a quarter of an hour are taken. */
const BOOKED_PERCENT = 85

/** A tenth is for people without appointment: of hours that are fuller than others nothing more is shown. */
const SHARES = { walkInPercent: 10, callerPercent: 0 }

/**
 * The demo city with half a year to book, or so many days, and so many sites: fewer than it has, or each several times.
 * Places of mobile teams are left out: their capacity comes from stops, not from shifts, so they would have no time.
 */
export function cityOf(sites: number, horizonDays = HORIZON_DAYS): (demo: AuthorityData) => AuthorityData {
  return (demo) => {
    const settings = { ...demo.authority.settings, ...SHARES, horizonDays }
    const authority = { ...demo.authority, settings }
    const lasting = demo.sites.filter(({ kind }) => kind !== 'mobile')
    const copies = Math.ceil(sites / lasting.length)
    const rounds = Array.from({ length: copies }, (_, round) => round)
    const keyOf = (key: string, round: number) => (round === 0 ? key : `${key}-${round}`)
    const all = rounds.flatMap((round) =>
      lasting.map(({ walkInPercent: _, ...site }) => ({ ...site, key: keyOf(site.key, round) })),
    )
    const kept = new Set(all.slice(0, sites).map(({ key }) => key))
    const each = <T extends { readonly site: string }>(rows: readonly T[]) =>
      rounds
        .flatMap((round) => rows.map((row) => ({ ...row, site: keyOf(row.site, round) })))
        .filter(({ site }) => kept.has(site))
    return {
      ...demo,
      authority,
      sites: all.slice(0, sites),
      offers: each(demo.offers),
      counters: each(demo.counters),
      shifts: each(demo.shifts),
      closures: demo.closures.filter(({ site }) => site === null || kept.has(site)),
      staff: demo.staff.filter(({ site }) => site === null || kept.has(site)),
    }
  }
}

/** Takes quarters of an hour by the dice, written straight into the tables. */
export async function fillCells(city: BenchCity): Promise<void> {
  const siteIds = await city.database.withAuthority(city.authority, async (tx) =>
    (await listSites(tx)).map(({ id }) => id),
  )
  for (const [index, siteId] of siteIds.entries()) {
    await city.database.withAuthority(city.authority, async (tx) => {
      await tx.run(raw(sql`SELECT setseed(${index / 100})`))
      // One claim for all cells of a place: who has them does not matter to search.
      await tx.run(
        raw(sql`
          WITH filled AS (
            INSERT INTO claim (id, visit_id, kind, place_id, day, first_cell, end_cell, until)
            SELECT gen_random_uuid(), NULL, 'freed', id, day, first_cell, end_cell, '2999-01-01Z'
            FROM place WHERE site_id = ${siteId} RETURNING id, place_id, day, first_cell, end_cell
          ), quarters AS (
            SELECT id, place_id, day, quarter FROM filled, generate_series(first_cell, end_cell - 3, 3) AS quarter
            WHERE random() * 100 < ${BOOKED_PERCENT}
          )
          INSERT INTO claim_cell (place_id, day, cell, claim_id)
          SELECT place_id, day, cell, id FROM quarters, generate_series(quarter, quarter + 2) AS cell`),
      )
      await tx.run(
        raw(sql`
          UPDATE hour_budget b SET booked_minutes = t.minutes, bound_minutes = greatest(b.bound_minutes, t.minutes)
          FROM (SELECT p.day, c.cell / 12 AS hour, 5 * count(*) AS minutes
            FROM place p JOIN claim_cell c ON c.place_id = p.id AND c.day = p.day
            WHERE p.site_id = ${siteId} GROUP BY 1, 2) t
          WHERE b.site_id = ${siteId} AND b.day = t.day AND b.hour = t.hour`),
      )
      await tx.run(
        raw(
          sql`INSERT INTO plan_change (site_id, day) SELECT DISTINCT site_id, day FROM place WHERE site_id = ${siteId}`,
        ),
      )
    })
  }
}

/** Different questions of three matters each, all of which some sites offer together. */
export async function threeMatters(city: BenchCity, count: number): Promise<TimeQuestion['matters'][]> {
  return city.database.withAuthority(city.authority, async (tx) => {
    const services = (await listServices(tx)).filter(({ minutes }) => minutes <= 20)
    const offers = (await listOffers(tx)).filter(({ mode }) => takesAppointments(mode))
    const sitesOf = Map.groupBy(offers, ({ serviceId }) => serviceId)
    // The most offered first: they are asked for together, and by most people.
    const known = services
      .filter(({ id }) => sitesOf.has(id))
      .sort((a, b) => (sitesOf.get(b.id)?.length ?? 0) - (sitesOf.get(a.id)?.length ?? 0) || a.rank - b.rank)
    const questions: TimeQuestion['matters'][] = []
    for (let c = 2; c < known.length; c++) {
      for (let b = 1; b < c; b++) {
        for (let a = 0; a < b; a++) {
          const three = [known[a], known[b], known[c]].flatMap((service) =>
            service ? [{ serviceKey: service.key, people: 1 }] : [],
          )
          questions.push(three)
          if (questions.length === count) return questions
        }
      }
    }
    return questions
  })
}
