import { undoOf, VISIT_EVENTS, type VisitEvent } from '#features/visit/model.ts'

/** An entry of the journal that nobody wrote, for somebody who waits, after all that has happened to them. */
function entry(
  event: string,
  [from, to]: readonly [string, string],
  after: number,
  reason: string | null = null,
): string {
  return `INSERT INTO journal (site_id, number, visit_id, visit_version, event, from_state, to_state, counter_id,
      happened_at, recorded_at, reason)
    SELECT v.site_id, 1000000 + ${after}, v.id, v.version + ${after}, '${event}', '${from}', '${to}', NULL,
      v.created_at, v.created_at, ${reason === null ? 'NULL' : `'${reason}'`}
    FROM visit v WHERE v.id = (SELECT id FROM visit WHERE state = 'waiting' ORDER BY id LIMIT 1)`
}

/** What takes something back in the life of a visit: all that the law of taking back has to know. */
export const TAKING_BACK: readonly VisitEvent[] = VISIT_EVENTS.flatMap((event) => undoOf(event) ?? [])

/** The law that whatever is taken back was done last. */
export const LAST_DONE = 'what is taken back is what was done last, at the same counter, within ten seconds'

/** Each event that takes something back, behind one that nothing takes back. */
export const TAKEN_BACK_AMISS: readonly string[] = TAKING_BACK.flatMap((event, nth) => [
  entry('returned', ['missed', 'waiting'], 2 * nth + 1),
  entry(event, ['waiting', 'waiting'], 2 * nth + 2),
])

/** Faults to be planted into the rows of a city that has lived a while: which law breaks, and how. */
export const PLANTED: readonly { readonly law: string; readonly statements: readonly string[] }[] = [
  {
    law: 'no place carries two claims in one cell',
    statements: [
      'ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_taken',
      'INSERT INTO claim_cell SELECT * FROM claim_cell LIMIT 1',
    ],
  },
  {
    law: 'a booked visit has one claim that lasts, a held one a claim that ends',
    statements: ["DELETE FROM claim WHERE visit_id = (SELECT id FROM visit WHERE state = 'booked' LIMIT 1)"],
  },
  {
    law: 'a claim has exactly the cells that it names, and those lie inside its place and outside the break',
    statements: ['DELETE FROM claim_cell WHERE ctid = (SELECT ctid FROM claim_cell LIMIT 1)'],
  },
  {
    law: 'an hour has as many minutes booked as cells are taken in it, and never more than it was allowed to have',
    statements: [
      'UPDATE hour_budget SET booked_minutes = 5, bound_minutes = 60 WHERE ctid = (SELECT ctid FROM hour_budget WHERE booked_minutes = 0 LIMIT 1)',
    ],
  },
  {
    law: 'a claim without a place holds no cells',
    statements: ['UPDATE claim SET place_id = NULL WHERE id = (SELECT claim_id FROM claim_cell LIMIT 1)'],
  },
  {
    law: 'the cells of a booking lie at its site and begin at its time, and are as many as its minutes need',
    statements: [
      `UPDATE visit SET appointment_at = appointment_at + interval '1 minute'
       WHERE id = (SELECT v.id FROM visit v JOIN claim c ON c.visit_id = v.id JOIN claim_cell x ON x.claim_id = c.id
         WHERE v.state = 'booked' AND c.kind = 'booked' LIMIT 1)`,
    ],
  },
  {
    law: 'a booking is for as many people and has as many minutes as what it is for needs',
    statements: [
      `UPDATE matter SET people = people + 1 WHERE id = (SELECT m.matter_id FROM visit_matter m
         JOIN visit v ON v.id = m.visit_id WHERE v.state = 'booked' LIMIT 1)`,
    ],
  },
  {
    law: 'the place of a claim can serve all that its visit comes for',
    statements: ['DELETE FROM counter_skill'],
  },
  {
    law: 'cells are held by nobody who has given them back',
    statements: [
      `UPDATE claim SET visit_id = (SELECT id FROM visit WHERE state = 'cancelled' LIMIT 1)
       WHERE ctid = (SELECT ctid FROM claim WHERE kind = 'booked' LIMIT 1)`,
    ],
  },
  {
    law: 'a new time held beside the old one is known, and begins and ends as it was promised',
    statements: [
      `INSERT INTO claim (id, visit_id, kind, place_id, day, first_cell, end_cell, until)
       SELECT gen_random_uuid(), v.id, 'offered', c.place_id, c.day, c.first_cell, c.end_cell, v.appointment_at - interval '1 day'
       FROM claim c JOIN visit v ON v.id = c.visit_id WHERE v.state = 'booked' AND c.place_id IS NOT NULL
         AND NOT EXISTS (SELECT FROM replacement r WHERE r.visit_id = v.id) LIMIT 1`,
      `INSERT INTO replacement (id, closing_id, visit_id, state, claim_id, site_id, starts_at, minutes, until, created_at)
       SELECT gen_random_uuid(), gen_random_uuid(), v.id, 'open', c.id, v.site_id, v.appointment_at + interval '5 minutes',
         v.minutes, c.until, v.created_at
       FROM claim c JOIN visit v ON v.id = c.visit_id WHERE c.kind = 'offered' AND c.until < v.appointment_at
         AND NOT EXISTS (SELECT FROM replacement r WHERE r.visit_id = v.id)`,
    ],
  },
  {
    law: 'cells kept for the list have an end, and are known as freed or offered to one wish that waits',
    statements: [`INSERT INTO freed_time SELECT id, 'cancelled' FROM claim WHERE kind = 'booked' LIMIT 1`],
  },
  {
    law: 'the log of the list has no gap, ends at its counter, and every offer in it ends once',
    statements: ['UPDATE waitlist_counter SET last_number = last_number + 1'],
  },
  {
    law: 'the journal of a site has no gap and ends at its counter',
    statements: ['DELETE FROM journal WHERE number = 7'],
  },
  {
    law: 'the versions of a visit are counted without gap, each entry beginning where the one before it ended',
    statements: [
      `UPDATE journal SET visit_version = visit_version + 1
       WHERE ctid = (SELECT ctid FROM journal WHERE visit_version > 1 ORDER BY visit_version DESC LIMIT 1)`,
    ],
  },
  {
    law: 'a visit is in the state of its newest entry',
    statements: [
      "UPDATE visit SET state = 'booked' WHERE id = (SELECT id FROM visit WHERE state = 'cancelled' LIMIT 1)",
    ],
  },
  {
    law: 'nothing happens that the life of a visit does not know',
    statements: [
      "UPDATE journal SET event = 'left' WHERE ctid = (SELECT ctid FROM journal WHERE event = 'held' LIMIT 1)",
    ],
  },
  {
    law: 'nobody is called by two counters, no counter has two people',
    statements: [
      'DROP INDEX visit_counter_busy',
      `UPDATE visit SET state = 'called', away_until = NULL, counter_id = (SELECT id FROM counter LIMIT 1)
       WHERE id IN (SELECT id FROM visit WHERE state = 'waiting' LIMIT 2)`,
    ],
  },
  {
    law: 'at a counter is one person at a time, as the journal of the site tells it',
    statements: [
      `UPDATE journal SET counter_id = (SELECT id FROM counter LIMIT 1) WHERE to_state IN ('called', 'serving')`,
    ],
  },
  {
    law: 'whoever is called or served is at an open counter',
    statements: [
      'DELETE FROM open_counter',
      'DROP INDEX visit_counter_busy',
      `UPDATE visit SET state = 'called', away_until = NULL, counter_id = (SELECT id FROM counter LIMIT 1)
       WHERE id = (SELECT id FROM visit WHERE state = 'waiting' LIMIT 1)`,
    ],
  },
  {
    law: 'nobody who is away is called by the order',
    statements: [
      entry('went_away', ['waiting', 'waiting'], 1, 'minutes_10'),
      entry('called', ['waiting', 'called'], 2),
    ],
  },
  {
    law: 'until when somebody is away becomes later by what they say, never earlier',
    statements: [
      entry('went_away', ['waiting', 'waiting'], 1, 'minutes_30'),
      entry('credited', ['waiting', 'waiting'], 2, 'need'),
      entry('went_away', ['waiting', 'waiting'], 3, 'minutes_10'),
    ],
  },
  {
    law: 'a key is the reference time less the credits up to the ceiling; the reference is arrival or appointment, and goes on with whoever is sent on or parted',
    statements: [
      `UPDATE visit SET due_at = due_at - interval '1 minute'
       WHERE id = (SELECT id FROM visit WHERE state = 'waiting' LIMIT 1)`,
    ],
  },
  {
    law: 'whoever missed a call waits again once',
    statements: [entry('returned', ['missed', 'waiting'], 1), entry('returned', ['missed', 'waiting'], 2)],
  },
  {
    law: LAST_DONE,
    statements: [entry('start_undone', ['serving', 'called'], 1)],
  },
  {
    law: 'a matter is settled or left to do, and none is open after the last counter',
    statements: [
      `UPDATE visit_matter SET outcome = 'done'
       WHERE visit_id = (SELECT id FROM visit WHERE state = 'waiting' AND service_ids IS NULL LIMIT 1)`,
    ],
  },
  { law: 'a counter serves only what it can', statements: ['DELETE FROM counter_skill'] },
  {
    law: 'the numbers of a day begin at one and have no gap but those of blocks that nobody got yet and of tickets exchanged',
    statements: [
      `UPDATE visit SET ticket_number = 'A998' WHERE id = (SELECT id FROM visit WHERE ticket_number IS NOT NULL LIMIT 1)`,
    ],
  },
  {
    law: 'a browser has one live hold',
    statements: [
      'DROP INDEX visit_hold_browser',
      `UPDATE visit SET hold_browser = 'x', state = 'held'
       WHERE id IN (SELECT id FROM visit WHERE origin = 'booking' AND counter_id IS NULL AND NOT linked_second LIMIT 2)`,
    ],
  },
  {
    law: 'names and addresses of those who cancelled, or let the time pass, are gone',
    statements: [
      "INSERT INTO visit_contact (visit_id, name) SELECT id, 'Wer ging' FROM visit WHERE state = 'expired' LIMIT 1",
    ],
  },
  {
    law: 'whoever came with a ticket is booked by an exchange alone, and has no time once it is taken back',
    statements: [
      "UPDATE visit SET origin = 'ticket' WHERE id = (SELECT id FROM visit WHERE state = 'booked' AND origin = 'booking' LIMIT 1)",
    ],
  },
  {
    law: 'papers settle a visit only when each that was looked at is good, and before anybody came',
    statements: [
      `UPDATE visit SET state = 'settled' WHERE id = (SELECT id FROM visit v WHERE NOT EXISTS (SELECT FROM visit_matter m
         JOIN paper_check p ON p.matter_id = m.matter_id WHERE m.visit_id = v.id) AND EXISTS (
           SELECT FROM visit_matter m WHERE m.visit_id = v.id) LIMIT 1)`,
    ],
  },
  {
    law: 'a file of a paper is where its newest event says, and a visit has ten places for them',
    statements: [
      'DELETE FROM paper_event WHERE ctid = (SELECT ctid FROM paper_event ORDER BY version DESC LIMIT 1)',
    ],
  },
  {
    law: 'everybody who missed the call twice has left',
    statements: [
      "UPDATE visit SET missed_count = 2 WHERE id = (SELECT id FROM visit WHERE state = 'waiting' LIMIT 1)",
    ],
  },
]
