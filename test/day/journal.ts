import { type LocalDate, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { inSchema } from '#test/laws/ground.ts'
import type { Line, Story } from './story.ts'
import type { Town } from './town.ts'

type Row = {
  readonly visit: string
  readonly origin: Story['origin']
  readonly state: Story['state']
  readonly ticket: string | null
  readonly appointment: string | null
  readonly arrived: string | null
  readonly follows: string | null
  readonly outcomes: Story['outcomes']
  readonly lines: readonly (Omit<Line, 'happenedAt' | 'recordedAt'> & {
    happened: string
    recorded: string
  })[]
}

/** Reads every visit of a day at the site with its whole journal, as the owner of the database sees it. */
export async function readStories(town: Town, day: LocalDate): Promise<Story[]> {
  const schema = (town.server.parts.directory.byKey(town.key) ?? impossible('no authority')).schema
  const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const rows = await inSchema<Row>(
    town.city.ownerUrl,
    schema,
    `SELECT v.id AS visit, v.origin, v.state, v.ticket_number AS ticket, v.follows_visit_id AS follows,
       ${iso('v.appointment_at')} AS appointment, ${iso('v.arrived_at')} AS arrived,
       (SELECT coalesce(json_agg(m.outcome), '[]') FROM visit_matter m WHERE m.visit_id = v.id) AS outcomes,
       (SELECT json_agg(json_build_object('number', j.number, 'version', j.visit_version, 'event', j.event,
          'from', j.from_state, 'to', j.to_state, 'counter', j.counter_id, 'reason', j.reason,
          'happened', ${iso('j.happened_at')}, 'recorded', ${iso('j.recorded_at')}) ORDER BY j.visit_version)
        FROM journal j WHERE j.visit_id = v.id) AS lines
     FROM visit v WHERE v.site_id = $1 AND v.day = $2 ORDER BY v.id`,
    [town.site.id, day],
  )
  const moment = (text: string | null) => (text === null ? null : parseInstant(text))
  return rows.map(({ appointment, arrived, lines, ...row }) => ({
    ...row,
    appointmentAt: moment(appointment),
    arrivedAt: moment(arrived),
    lines: lines.map(({ happened, recorded, ...line }) => ({
      ...line,
      happenedAt: parseInstant(happened),
      recordedAt: parseInstant(recorded),
    })),
  }))
}
