import { asOwner } from '#test/city.ts'

/** One law as the rows of the database tell it: every row that the query gives breaks it. */
type Check = { readonly law: string; readonly query: string }

/** What happens to somebody who is away without ending it. */
const STAYING =
  "'credited', 'need_noted', 'matters_changed', 'split_off', 'credit_undone', 'need_undone', 'matters_undone', 'split_undone'"

// Written from the laws alone, sharing no code with the server: SQL over the plain tables.
const CHECKS: readonly Check[] = [
  {
    law: 'no place carries two claims in one cell',
    query: 'SELECT place_id, day, cell FROM claim_cell GROUP BY 1, 2, 3 HAVING count(*) > 1',
  },
  {
    law: 'a booked visit has one claim that lasts, a held one a claim that ends',
    query: `SELECT v.id, v.state, count(c.id) FROM visit v LEFT JOIN claim c ON c.visit_id = v.id
      WHERE v.state IN ('held', 'booked') GROUP BY v.id, v.state
      HAVING count(*) FILTER (WHERE c.kind = CASE v.state WHEN 'held' THEN 'held' ELSE 'booked' END) <> 1
        OR count(c.id) FILTER (WHERE c.kind <> 'offered') <> 1`,
  },
  {
    law: 'a claim has exactly the cells that it names, and those lie inside its place and outside the break',
    query: `SELECT c.id FROM claim c JOIN place p ON p.id = c.place_id
      LEFT JOIN LATERAL (SELECT array_agg(cell::int ORDER BY cell) AS cells FROM claim_cell WHERE claim_id = c.id
        AND place_id = c.place_id AND day = c.day) taken ON true
      WHERE taken.cells IS DISTINCT FROM ARRAY(SELECT generate_series(c.first_cell, c.end_cell - 1))
        OR c.first_cell < p.first_cell OR c.end_cell > p.end_cell OR c.day <> p.day
        OR (c.first_cell < p.break_end_cell AND c.end_cell > p.break_first_cell)`,
  },
  {
    law: 'an hour has as many minutes booked as cells are taken in it, and never more than it was allowed to have',
    query: `SELECT site_id, day, hour, b.booked_minutes, b.bound_minutes, b.limit_minutes, taken.minutes
      FROM hour_budget b FULL JOIN (SELECT p.site_id, x.day, x.cell / 12 AS hour, count(*) * 5 AS minutes
        FROM claim_cell x JOIN place p ON p.id = x.place_id AND p.day = x.day GROUP BY 1, 2, 3) taken USING (site_id, day, hour)
      WHERE coalesce(b.booked_minutes, -1) <> coalesce(taken.minutes, 0) OR b.booked_minutes > b.bound_minutes
        OR (b.bound_minutes > b.limit_minutes AND b.booked_minutes > b.limit_minutes
          AND (SELECT count(*) FROM shift_plan s WHERE s.site_id = b.site_id) <= 1)`,
  },
  {
    law: 'a claim without a place holds no cells',
    query: 'SELECT c.id FROM claim c JOIN claim_cell x ON x.claim_id = c.id WHERE c.place_id IS NULL',
  },
  {
    law: 'the cells of a booking lie at its site and begin at its time, and are as many as its minutes need',
    query: `SELECT v.id, v.appointment_at, c.first_cell, c.end_cell FROM visit v JOIN claim c ON c.visit_id = v.id
      JOIN place p ON p.id = c.place_id JOIN site s ON s.id = v.site_id
      WHERE v.state IN ('held', 'booked') AND c.kind <> 'offered' AND (p.site_id <> v.site_id OR v.day <> c.day
        OR (c.day::timestamp AT TIME ZONE s.time_zone) + c.first_cell * interval '5 minutes' <> v.appointment_at
        OR (c.end_cell - c.first_cell) * 5 < v.minutes * p.duration_percent / 100.0
        OR (c.end_cell - c.first_cell - 1) * 5 >= v.minutes * p.duration_percent / 100.0)`,
  },
  {
    law: 'a booking is for as many people and has as many minutes as what it is for needs',
    query: `SELECT v.id, v.minutes, v.people, needed.* FROM visit v LEFT JOIN LATERAL (
        SELECT 5 * ceil(sum(minutes) / 5.0) AS planned, max(nth) AS coming FROM (
          -- What several matters of a person have in common is done once.
          SELECT nth, sum(took - least(took, common)) + max(least(took, common)) AS minutes FROM (
            SELECT nth, s.shared_step, coalesce(s.shared_minutes, 0) AS common,
              CASE nth WHEN 1 THEN s.minutes ELSE s.minutes_per_further_person END AS took
            FROM visit_matter m JOIN matter x ON x.id = m.matter_id JOIN service s ON s.id = m.service_id,
              generate_series(1, x.people) AS nth WHERE m.visit_id = v.id) part
          GROUP BY nth, shared_step) step) needed ON true
      -- What papers say before the visit may make it longer or shorter than the catalogue does; whoever is asked to choose
      -- another time for it keeps until then what was found before.
      LEFT JOIN precheck found ON found.visit_id = v.id
      WHERE v.state IN ('held', 'booked')
        AND ((v.minutes NOT IN (needed.planned, coalesce(found.minutes, needed.planned)) AND found.another_time IS NOT true) OR needed.planned IS NULL OR v.people IS DISTINCT FROM needed.coming)`,
  },
  {
    law: 'the place of a claim can serve all that its visit comes for',
    query: `SELECT c.id FROM claim c JOIN place p ON p.id = c.place_id JOIN visit_matter m ON m.visit_id = c.visit_id
      WHERE NOT EXISTS (SELECT FROM counter_skill k WHERE k.counter_id = p.counter_id AND k.service_id = m.service_id)`,
  },
  {
    law: 'cells are held by nobody who has given them back',
    query: `SELECT c.id, v.state FROM claim c LEFT JOIN visit v ON v.id = c.visit_id
      WHERE v.state IN ('expired', 'cancelled', 'settled') OR (v.id IS NULL AND c.kind NOT IN ('freed', 'offered'))
      UNION ALL SELECT x.claim_id, 'no claim' FROM claim_cell x LEFT JOIN claim c ON c.id = x.claim_id WHERE c.id IS NULL`,
  },
  {
    law: 'a new time held beside the old one is known, and begins and ends as it was promised',
    query: `SELECT r.id FROM replacement r LEFT JOIN claim c ON c.id = r.claim_id LEFT JOIN place p ON p.id = c.place_id
      LEFT JOIN site s ON s.id = r.site_id
      WHERE r.state = 'open' AND (c.kind IS DISTINCT FROM 'offered' OR c.visit_id <> r.visit_id OR c.until <> r.until
        OR p.site_id <> r.site_id
        OR (c.day::timestamp AT TIME ZONE s.time_zone) + c.first_cell * interval '5 minutes' <> r.starts_at)
      UNION ALL SELECT c.id FROM claim c LEFT JOIN replacement r ON r.claim_id = c.id
      WHERE c.kind = 'offered' AND c.visit_id IS NOT NULL AND r.id IS NULL`,
  },
  {
    law: 'cells kept for the list have an end, and are known as freed or offered to one wish that waits',
    query: `SELECT c.id, c.kind FROM claim c LEFT JOIN freed_time f ON f.claim_id = c.id
      LEFT JOIN offer o ON o.claim_id = c.id LEFT JOIN wish w ON w.id = o.wish_id
      WHERE (c.kind = 'freed' AND (f.claim_id IS NULL OR o.id IS NOT NULL OR c.until IS NULL))
        OR (c.kind = 'offered' AND c.visit_id IS NULL AND (f.claim_id IS NOT NULL OR o.state IS DISTINCT FROM 'open'
          OR w.state IS DISTINCT FROM 'waiting' OR c.until <> o.until))
        OR (c.kind IN ('held', 'booked') AND (f.claim_id IS NOT NULL OR o.id IS NOT NULL))`,
  },
  {
    law: 'the log of the list has no gap, ends at its counter, and every offer in it ends once',
    query: `SELECT n.last_number, count(l.number) FROM waitlist_counter n LEFT JOIN waitlist_log l ON true
      GROUP BY n.last_number HAVING count(l.number) <> n.last_number OR coalesce(max(l.number), 0) <> n.last_number
      UNION ALL SELECT count(*), 0 FROM waitlist_log WHERE event IN ('accepted', 'declined', 'lapsed', 'withdrawn')
      GROUP BY offer_id HAVING count(*) > 1`,
  },
  {
    law: 'the journal of a site has no gap and ends at its counter',
    query: `SELECT n.site_id, n.last_number, count(j.number), max(j.number), min(j.number)
      FROM journal_counter n LEFT JOIN journal j ON j.site_id = n.site_id GROUP BY n.site_id, n.last_number
      HAVING count(j.number) <> n.last_number OR coalesce(max(j.number), 0) <> n.last_number`,
  },
  {
    law: 'the versions of a visit are counted without gap, each entry beginning where the one before it ended',
    query: `SELECT * FROM (SELECT visit_id, visit_version, from_state,
        row_number() OVER w AS expected, lag(to_state) OVER w AS before
        FROM journal WINDOW w AS (PARTITION BY visit_id ORDER BY visit_version)) chain
      WHERE visit_version <> expected OR from_state IS DISTINCT FROM before`,
  },
  {
    law: 'a visit is in the state of its newest entry',
    query: `SELECT v.id, v.state, v.version FROM visit v LEFT JOIN LATERAL (SELECT to_state, visit_version FROM journal
        WHERE visit_id = v.id ORDER BY visit_version DESC LIMIT 1) newest ON true
      WHERE newest.to_state IS DISTINCT FROM v.state OR newest.visit_version IS DISTINCT FROM v.version`,
  },
  {
    law: 'nothing happens that the life of a visit does not know',
    query: `SELECT visit_id, event, from_state, to_state FROM journal
      WHERE (event, coalesce(from_state, '-'), to_state) NOT IN (VALUES
        ('held', '-', 'held'), ('hold_extended', 'held', 'held'), ('contact_given', 'held', 'held'),
        ('name_corrected', 'held', 'held'), ('name_corrected', 'booked', 'booked'), ('booked', 'held', 'booked'),
        ('moved', 'booked', 'booked'), ('coming_said', 'booked', 'booked'), ('expired', 'held', 'expired'), ('cancelled', 'booked', 'cancelled'),
        ('ticket_drawn', '-', 'waiting'), ('checked_in', 'booked', 'waiting'), ('called', 'waiting', 'called'),
        ('called_again', 'called', 'called'), ('started', 'called', 'serving'), ('finished', 'serving', 'done'),
        ('missed', 'called', 'missed'), ('returned', 'missed', 'waiting'), ('withdrawn', 'called', 'waiting'),
        ('credited', 'waiting', 'waiting'), ('credited', 'parked', 'parked'), ('credited', 'missed', 'missed'),
        ('need_noted', 'booked', 'booked'), ('need_noted', 'waiting', 'waiting'),
        ('need_noted', 'called', 'called'), ('need_noted', 'serving', 'serving'),
        ('need_noted', 'parked', 'parked'), ('need_noted', 'missed', 'missed'),
        ('matters_changed', 'booked', 'booked'), ('matters_changed', 'waiting', 'waiting'),
        ('matters_changed', 'called', 'called'),
        ('credit_undone', 'waiting', 'waiting'), ('credit_undone', 'parked', 'parked'),
        ('credit_undone', 'missed', 'missed'), ('need_undone', 'waiting', 'waiting'),
        ('need_undone', 'booked', 'booked'), ('need_undone', 'called', 'called'), ('need_undone', 'serving', 'serving'),
        ('need_undone', 'parked', 'parked'), ('need_undone', 'missed', 'missed'),
        ('away_undone', 'waiting', 'waiting'), ('back_undone', 'waiting', 'waiting'),
        ('matters_changed', 'serving', 'serving'), ('matters_changed', 'parked', 'parked'),
        ('split_off', 'waiting', 'waiting'), ('split_off', 'called', 'called'),
        ('split_off', 'serving', 'serving'), ('split_off', 'parked', 'parked'),
        ('went_away', 'waiting', 'waiting'), ('went_away', 'called', 'waiting'),
        ('came_back', 'waiting', 'waiting'), ('parked', 'waiting', 'parked'), ('parked', 'serving', 'parked'),
        ('fetched', 'parked', 'serving'), ('unparked', 'parked', 'waiting'), ('sent_on', 'serving', 'waiting'),
        ('exchanged', 'waiting', 'booked'), ('exchange_undone', 'booked', 'waiting'),
        ('untied', 'waiting', 'waiting'), ('untied', 'parked', 'parked'), ('untied', 'missed', 'missed'),
        ('taken_over', 'called', 'called'), ('taken_over', 'serving', 'serving'),
        ('start_undone', 'serving', 'called'), ('finish_undone', 'done', 'serving'),
        ('missed_undone', 'missed', 'called'), ('send_undone', 'waiting', 'serving'),
        ('call_undone', 'called', 'waiting'), ('withdraw_undone', 'waiting', 'called'),
        ('park_undone', 'parked', 'serving'), ('fetch_undone', 'serving', 'parked'),
        ('unpark_undone', 'waiting', 'parked'), ('take_over_undone', 'called', 'called'),
        ('take_over_undone', 'serving', 'serving'), ('matters_undone', 'waiting', 'waiting'),
        ('matters_undone', 'called', 'called'), ('matters_undone', 'serving', 'serving'),
        ('matters_undone', 'parked', 'parked'), ('split_undone', 'waiting', 'waiting'),
        ('split_undone', 'called', 'called'), ('split_undone', 'serving', 'serving'),
        ('split_undone', 'parked', 'parked'), ('retracted', 'waiting', 'cancelled'),
        ('leave_undone', 'left', 'waiting'), ('leave_undone', 'left', 'called'),
        ('leave_undone', 'left', 'serving'), ('leave_undone', 'left', 'parked'),
        ('leave_undone', 'left', 'missed'), ('papers_seen', 'called', 'called'),
        ('papers_seen', 'serving', 'serving'), ('papers_undone', 'called', 'called'),
        ('papers_undone', 'serving', 'serving'),
        ('left', 'waiting', 'left'), ('left', 'called', 'left'), ('left', 'serving', 'left'),
        ('left', 'parked', 'left'), ('left', 'missed', 'left'), ('no_show', 'booked', 'no_show'),
        ('settled', 'booked', 'settled'))`,
  },
  {
    law: 'nobody is called by two counters, no counter has two people',
    query: `SELECT counter_id FROM visit WHERE state IN ('called', 'serving') GROUP BY 1 HAVING count(*) > 1
      UNION ALL SELECT visit_id FROM journal WHERE event = 'called' GROUP BY visit_id, visit_version HAVING count(*) > 1`,
  },
  {
    law: 'at a counter is one person at a time, as the journal of the site tells it',
    query: `SELECT * FROM (SELECT site_id, counter_id, number, ends,
        lead(number) OVER (PARTITION BY site_id, counter_id ORDER BY number) AS next_there
        FROM (SELECT site_id, counter_id, number, to_state,
          lead(number) OVER (PARTITION BY visit_id ORDER BY visit_version) AS ends FROM journal) entries
        WHERE to_state IN ('called', 'serving')) stays
      WHERE next_there < coalesce(ends, 2147483647)`,
  },
  {
    law: 'whoever is called or served is at an open counter',
    query: `SELECT v.id, v.state FROM visit v WHERE v.state IN ('called', 'serving')
      AND NOT EXISTS (SELECT FROM open_counter o WHERE o.counter_id = v.counter_id)`,
  },
  {
    law: 'nobody who is away is called by the order',
    query: `SELECT c.visit_id FROM journal c JOIN LATERAL (SELECT event, happened_at, reason FROM journal a
        WHERE a.visit_id = c.visit_id AND a.visit_version < c.visit_version AND a.event NOT IN (${STAYING})
        ORDER BY a.visit_version DESC LIMIT 1) a ON a.event = 'went_away'
      WHERE c.event = 'called' AND c.reason IS NULL
        AND c.happened_at < a.happened_at + substring(a.reason FROM '[0-9]+')::int * interval '1 minute'`,
  },
  {
    law: 'until when somebody is away becomes later by what they say, never earlier',
    query: `SELECT c.visit_id FROM journal c JOIN LATERAL (SELECT event, happened_at, reason FROM journal a
        WHERE a.visit_id = c.visit_id AND a.visit_version < c.visit_version AND a.event NOT IN (${STAYING})
        ORDER BY a.visit_version DESC LIMIT 1) a ON a.event = 'went_away'
      WHERE c.event = 'went_away'
        AND c.happened_at + substring(c.reason FROM '[0-9]+')::int * interval '1 minute'
          < a.happened_at + substring(a.reason FROM '[0-9]+')::int * interval '1 minute'`,
  },
  {
    law: 'a key is the reference time less the credits up to the ceiling; the reference is arrival or appointment, and goes on with whoever is sent on or parted',
    query: `SELECT v.id, v.state FROM visit v LEFT JOIN visit b ON b.id = v.follows_visit_id AND v.appointment_at IS NULL
      WHERE v.reference_at IS NOT NULL AND (v.due_at <> v.reference_at - interval '1 minute'
          * least(60, (SELECT coalesce(sum((c->>'minutes')::int), 0) FROM jsonb_array_elements(v.credits) c))
        OR (NOT v.linked_second AND v.reference_at <> CASE
          -- Whom they were parted from has taken a time since then; their own key stays.
          WHEN EXISTS (SELECT FROM journal j WHERE j.visit_id = b.id AND j.event = 'exchanged') THEN v.reference_at
          WHEN b.id IS NOT NULL THEN b.reference_at
          WHEN v.arrived_at > v.appointment_at + interval '15 minutes' THEN v.arrived_at
          ELSE greatest(v.appointment_at, v.arrived_at) END))`,
  },
  {
    law: 'whoever missed a call waits again once',
    query: `SELECT visit_id FROM journal WHERE event = 'returned' GROUP BY 1 HAVING count(*) > 1`,
  },
  {
    law: 'what is taken back is what was done last, at the same counter, within ten seconds',
    query: `SELECT u.visit_id, u.event, u.reason, b.event AS before FROM journal u
        -- A credit that came with a change of matters or a need goes back with it.
        LEFT JOIN LATERAL (SELECT j.event, j.counter_id, j.happened_at FROM journal j
          WHERE j.visit_id = u.visit_id AND j.visit_version < u.visit_version AND NOT (
            j.event = 'credited' AND u.event IN ('matters_undone', 'need_undone') AND EXISTS (
              SELECT FROM journal w WHERE w.visit_id = j.visit_id AND w.visit_version = j.visit_version - 1
                AND w.happened_at = j.happened_at AND w.event IN ('matters_changed', 'need_noted')))
          ORDER BY j.visit_version DESC LIMIT 1) b ON true
      JOIN (VALUES ('start_undone', 'started', true), ('finish_undone', 'finished', true),
        ('missed_undone', 'missed', true), ('send_undone', 'sent_on', true), ('park_undone', 'parked', true),
        ('call_undone', 'called', true), ('withdraw_undone', 'withdrawn', true), ('fetch_undone', 'fetched', false),
        ('unpark_undone', 'unparked', false), ('take_over_undone', 'taken_over', false),
        ('matters_undone', 'matters_changed', false), ('split_undone', 'split_off', false),
        ('papers_undone', 'papers_seen', true), ('credit_undone', 'credited', true),
        ('need_undone', 'need_noted', true), ('away_undone', 'went_away', true), ('back_undone', 'came_back', true),
        ('leave_undone', 'left', false), ('exchange_undone', 'exchanged', false)) AS back (event, of, same_counter) ON back.event = u.event
      WHERE b.event IS NULL OR b.event NOT IN (back.of, coalesce(u.reason, back.of))
        OR (back.same_counter AND b.counter_id IS DISTINCT FROM u.counter_id)
        OR u.happened_at >= b.happened_at + interval '10 seconds'`,
  },
  {
    law: 'a matter is settled or left to do, and none is open after the last counter',
    query: `SELECT v.id, v.state, m.outcome FROM visit v JOIN visit_matter m ON m.visit_id = v.id
      WHERE CASE WHEN v.state = 'done' THEN m.outcome IS NULL
        WHEN v.state IN ('waiting', 'called', 'serving', 'parked', 'missed')
        THEN (m.outcome IS NULL) <> (v.service_ids IS NULL OR m.service_id = ANY (v.service_ids)) END`,
  },
  {
    law: 'a counter serves only what it can',
    query: `SELECT j.visit_id FROM journal j JOIN visit_matter m ON m.visit_id = j.visit_id WHERE j.event = 'called'
      -- Of somebody who was sent on, or whose matters changed, only what was left then was asked of the counter.
      AND NOT EXISTS (SELECT FROM journal e WHERE e.visit_id = j.visit_id AND e.event IN ('sent_on', 'matters_changed'))
      AND NOT EXISTS (SELECT FROM counter_skill k WHERE k.counter_id = j.counter_id AND k.service_id = m.service_id)`,
  },
  {
    law: 'the numbers of a day begin at one and have no gap but those of blocks that nobody got yet and of tickets exchanged',
    query: `SELECT site_id, day, sum(gone) AS gone FROM (
        SELECT site_id, day, prefix, max(number) - count(*) AS gone, count(DISTINCT number) <> count(*) AS twice FROM (
          SELECT site_id, day, ticket_prefix AS prefix, substr(ticket_number, 2)::int AS number
          FROM visit WHERE ticket_number IS NOT NULL AND NOT linked_second
          UNION ALL SELECT site_id, day, prefix, number FROM block_number WHERE visit_id IS NULL) numbers
        GROUP BY 1, 2, 3) lines
      GROUP BY 1, 2 HAVING bool_or(twice) OR sum(gone) > (
        SELECT count(*) FROM journal e JOIN site s ON s.id = e.site_id WHERE e.event = 'exchanged'
          AND e.site_id = lines.site_id AND (e.happened_at AT TIME ZONE s.time_zone)::date = lines.day
          AND NOT EXISTS (SELECT FROM journal u WHERE u.visit_id = e.visit_id AND u.visit_version = e.visit_version + 1
            AND u.event = 'exchange_undone'))`,
  },
  {
    law: 'a browser has one live hold',
    query: `SELECT hold_browser FROM visit WHERE state = 'held' AND hold_browser IS NOT NULL AND NOT linked_second GROUP BY 1 HAVING count(*) > 1`,
  },
  {
    law: 'names and addresses of those who cancelled, or let the time pass, are gone',
    query: `SELECT c.visit_id FROM visit_contact c JOIN visit v ON v.id = c.visit_id WHERE v.state IN ('cancelled', 'expired')`,
  },
  {
    law: 'whoever came with a ticket is booked by an exchange alone, and has no time once it is taken back',
    query: `SELECT v.id, v.state, e.event FROM visit v LEFT JOIN LATERAL (SELECT event FROM journal
        WHERE visit_id = v.id AND event IN ('exchanged', 'exchange_undone') ORDER BY visit_version DESC LIMIT 1) e ON true
      WHERE v.origin = 'ticket' AND e.event IS DISTINCT FROM 'exchanged' AND (v.state = 'booked'
        OR v.appointment_at IS NOT NULL OR v.booking_number IS NOT NULL
        OR EXISTS (SELECT FROM claim c WHERE c.visit_id = v.id))`,
  },
  {
    law: 'papers settle a visit only when each that was looked at is good, and before anybody came',
    query: `SELECT v.id FROM visit v WHERE v.state = 'settled' AND (v.arrived_at IS NOT NULL OR EXISTS (
        SELECT FROM visit_matter m LEFT JOIN paper_check p ON p.matter_id = m.matter_id
        WHERE m.visit_id = v.id AND p.verdict IS DISTINCT FROM 'green'))`,
  },
  {
    law: 'a file of a paper is where its newest event says, and a visit has ten places for them',
    query: `SELECT f.id::text, f.state FROM paper_file f LEFT JOIN LATERAL (SELECT to_state, version FROM paper_event
        WHERE file_id = f.id ORDER BY version DESC LIMIT 1) newest ON true
      WHERE newest.to_state IS DISTINCT FROM f.state OR newest.version IS DISTINCT FROM f.version
      UNION ALL SELECT visit_id::text, 'places' FROM paper_file WHERE state IN ('received', 'quarantined', 'checking', 'ready')
      GROUP BY visit_id HAVING count(*) > 10 OR count(DISTINCT slot) <> count(*)`,
  },
  {
    law: 'everybody who missed the call twice has left',
    query: `SELECT id FROM visit WHERE missed_count >= 2 AND state <> 'left'`,
  },
]

/** Every law that is broken, with how often and the first rows that break it; empty when all is well. */
export async function brokenLaws(ask: (query: string) => Promise<readonly object[]>): Promise<string[]> {
  const broken: string[] = []
  for (const { law, query } of CHECKS) {
    const rows = await ask(query)
    if (rows.length > 0) broken.push(`${law}: ${rows.length}, e.g. ${JSON.stringify(rows.slice(0, 3))}`)
  }
  return broken
}

/** The laws that the checker knows. */
export const CHECKED_LAWS: readonly string[] = CHECKS.map(({ law }) => law)

/** Every law that the rows of an authority break, read on a connection of the owner, all as they were at one moment. */
export function brokenLawsOf(ownerUrl: string, schema: string): Promise<string[]> {
  return asOwner(ownerUrl, async (client) => {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path TO ${schema}`)
    return brokenLaws(async (query) => (await client.query<object>(query)).rows)
  })
}
