import type { NotNull } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate, LocalTime } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { BookedTime, Stop, Team, TeamNumber, WantedStop } from './model.ts'

/** All teams with kit and workplaces, in three small queries; also those that no longer drive. */
export async function readTeams(tx: Tx): Promise<(Team & { readonly active: boolean })[]> {
  const teams = await tx.rows(
    db
      .selectFrom('team')
      .select(['number', 'key', 'texts', 'latitude', 'longitude', 'setup_minutes as setupMinutes', 'active'])
      .orderBy('number'),
  )
  const kits = await tx.rows(
    db.selectFrom('team_service').select(['team_number as team', 'service_id as serviceId']),
  )
  const counters = await tx.rows(
    db
      .selectFrom('team_counter')
      .innerJoin('counter', 'counter.id', 'team_counter.counter_id')
      .select(['team_number as team', 'counter.id', 'counter.site_id as siteId'])
      .where('counter.active', '=', true)
      .orderBy('counter.site_id')
      .orderBy('counter.position'),
  )
  return teams.map((team) => ({
    ...team,
    kit: new Set(kits.filter((row) => row.team === team.number).map(({ serviceId }) => serviceId)),
    counters: new Map(
      [
        ...Map.groupBy(
          counters.filter((row) => row.team === team.number),
          ({ siteId }) => siteId,
        ),
      ].map(([siteId, rows]) => [siteId, rows.map(({ id }) => id)]),
    ),
  }))
}

const stops = db
  .selectFrom('stop')
  .select([
    'id',
    'team_number as team',
    'site_id as siteId',
    'day',
    'opens',
    'closes',
    'break_starts as breakStarts',
    'break_ends as breakEnds',
    'travel_minutes as travelMinutes',
  ])
  .where('cancelled_at', 'is', null)

/** The stops of all teams from a day on, in order of time; by index stop_by_day. */
export function readStops(tx: Tx, fromDay: LocalDate, toDay?: LocalDate): Promise<Stop[]> {
  const from = stops.where('day', '>=', fromDay)
  const query = toDay === undefined ? from : from.where('day', '<=', toDay)
  return tx.rows(query.orderBy('day').orderBy('opens').orderBy('team_number'))
}

/** A stop that is not cancelled. */
export function readStop(tx: Tx, id: Id<'stop'>): Promise<Stop | undefined> {
  return tx.first(stops.where('id', '=', id))
}

/** A stop that is not cancelled, kept from others until the end of the transaction. */
export function lockStop(tx: Tx, id: Id<'stop'>): Promise<Stop | undefined> {
  return tx.first(stops.where('id', '=', id).forUpdate())
}

/** From leaving for a stop until the kit is packed, wall time. */
export type TeamBusy = { readonly leaves: LocalTime; readonly packed: LocalTime }

/**
 * Writes a stop; undefined if the team is elsewhere then (constraint stop_team_elsewhere) or the place is served that day
 * already (unique index stop_site_once). Of two who plan at once the second waits here and is refused.
 */
export async function insertStop(
  tx: Tx,
  team: TeamNumber,
  stop: WantedStop,
  busy: TeamBusy,
): Promise<Id<'stop'> | undefined> {
  const id = newId<'stop'>(tx.now)
  const count = await tx.run(
    db
      .insertInto('stop')
      .values({ id, team_number: team, ...rowOf(stop), ...busy, created_at: at(tx.now) })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return count === 1 ? id : undefined
}

/** Gives a stop other times or another place. */
export async function updateStop(tx: Tx, id: Id<'stop'>, stop: WantedStop, busy: TeamBusy): Promise<void> {
  await tx.run(
    db
      .updateTable('stop')
      .set({ ...rowOf(stop), ...busy })
      .where('id', '=', id),
  )
}

function rowOf(stop: WantedStop) {
  return {
    site_id: stop.siteId,
    day: stop.day,
    opens: stop.opens,
    closes: stop.closes,
    break_starts: stop.breakStarts,
    break_ends: stop.breakEnds,
    travel_minutes: stop.travelMinutes,
  }
}

/** Ends a stop; false if that has been done. */
export async function endStop(tx: Tx, id: Id<'stop'>): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('stop')
      .set({ cancelled_at: at(tx.now) })
      .where('id', '=', id)
      .where('cancelled_at', 'is', null),
  )
  return count === 1
}

/** Leaves of a team's day only the hours of its stops, so that they can be given new ways in any order. */
export async function forgetWays(tx: Tx, team: TeamNumber, day: LocalDate): Promise<void> {
  await tx.run(
    db
      .updateTable('stop')
      .set((row) => ({ leaves: row.ref('opens'), packed: row.ref('closes') }))
      .where('team_number', '=', team)
      .where('day', '=', day)
      .where('cancelled_at', 'is', null),
  )
}

/** Forgets how long the way to a stop takes by who knows better: the team comes from elsewhere now. */
export async function forgetTravel(tx: Tx, id: Id<'stop'>): Promise<void> {
  await tx.run(db.updateTable('stop').set({ travel_minutes: null }).where('id', '=', id))
}

/** When the team is on its way to a stop until it has packed. */
export async function writeWay(tx: Tx, id: Id<'stop'>, { leaves, packed }: TeamBusy): Promise<void> {
  await tx.run(db.updateTable('stop').set({ leaves, packed }).where('id', '=', id))
}

/** Notes that a closing was left by a stop. */
export async function noteClosing(tx: Tx, stopId: Id<'stop'>, closingId: Id<'closing'>): Promise<void> {
  await tx.run(db.insertInto('stop_closing').values({ stop_id: stopId, closing_id: closingId }))
}

/** Closings left by stops of a place and day that have not been taken back and touch these hours. */
export function readStopClosings(
  tx: Tx,
  { siteId, day, opens, closes }: Pick<WantedStop, 'siteId' | 'day' | 'opens' | 'closes'>,
): Promise<{ id: Id<'closing'>; starts: LocalTime | null; ends: LocalTime | null }[]> {
  return tx.rows(
    db
      .selectFrom('stop_closing')
      .innerJoin('closing', 'closing.id', 'stop_closing.closing_id')
      .select(['closing.id', 'closing.starts', 'closing.ends'])
      .where('closing.site_id', '=', siteId)
      .where('closing.first_day', '=', day)
      .where('closing.reopened_at', 'is', null)
      .where((row) =>
        row.or([
          row('closing.starts', 'is', null),
          row.and([row('closing.starts', '<', closes), row('closing.ends', '>', opens)]),
        ]),
      )
      .orderBy('closing.id'),
  )
}

/** The valid bookings at the places and days of stops, from a day on. */
export function readBookedTimes(
  tx: Tx,
  fromDay: LocalDate,
): Promise<(BookedTime & { readonly siteId: Id<'site'>; readonly day: LocalDate })[]> {
  return tx.rows(
    db
      .selectFrom('stop')
      .innerJoin('visit', (join) =>
        join.onRef('visit.site_id', '=', 'stop.site_id').onRef('visit.day', '=', 'stop.day'),
      )
      .select(['visit.site_id as siteId', 'visit.day', 'visit.appointment_at as startsAt', 'visit.minutes'])
      .where('stop.cancelled_at', 'is', null)
      .where('stop.day', '>=', fromDay)
      .where('visit.state', '=', 'booked')
      .where('visit.appointment_at', 'is not', null)
      .$narrowType<{ startsAt: NotNull }>(),
  )
}
