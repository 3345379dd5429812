-- The hall: credits that can be explained, special needs, waiting outside, parking, hand-over, choice with a reason.

-- Minutes before the reference time; how much of them counts is the ceiling's matter. Each kind once.
ALTER TABLE visit
  ADD COLUMN credits jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(credits) = 'array'),
  ADD COLUMN needs text[] NOT NULL DEFAULT '{}'
    CHECK (needs <@ ARRAY['step_free', 'infants', 'hearing', 'sight', 'language', 'quiet']::text[]),
  -- The person said that they come back at this time.
  ADD COLUMN away_until timestamptz,
  ADD COLUMN parked_for text CHECK (parked_for IN ('photo', 'papers', 'colleague')),
  -- A hand-over: only this counter, or whoever can do what is left.
  ADD COLUMN for_counter_id uuid REFERENCES counter,
  ADD COLUMN service_ids uuid[] CHECK (cardinality(service_ids) > 0);
CREATE INDEX visit_for_counter ON visit (for_counter_id) WHERE for_counter_id IS NOT NULL;

ALTER TABLE visit DROP CONSTRAINT visit_state_check;
ALTER TABLE visit ADD CONSTRAINT visit_state_check CHECK (state IN ('held', 'booked', 'waiting', 'called', 'serving', 'parked', 'done', 'missed', 'expired', 'cancelled', 'no_show', 'left'));
ALTER TABLE visit DROP CONSTRAINT visit_arrival;
ALTER TABLE visit ADD CONSTRAINT visit_arrival CHECK (state NOT IN ('waiting', 'called', 'serving', 'parked', 'done', 'missed')
  OR (ticket_number IS NOT NULL AND reference_at IS NOT NULL AND due_at IS NOT NULL AND callable_from IS NOT NULL));
ALTER TABLE visit ADD CONSTRAINT visit_away CHECK (away_until IS NULL OR state = 'waiting');
ALTER TABLE visit ADD CONSTRAINT visit_parked CHECK ((parked_for IS NOT NULL) = (state = 'parked'));
-- Law 2: no credit lifts anybody by more than the largest ceiling there is, and none pushes anybody back.
ALTER TABLE visit ADD CONSTRAINT visit_ceiling CHECK (due_at BETWEEN reference_at - interval '240 minutes' AND reference_at);
DROP INDEX visit_open;
CREATE INDEX visit_open ON visit (site_id, day) WHERE state IN ('booked', 'waiting', 'called', 'serving', 'parked', 'missed');

-- Who missed a call and may come back.
CREATE INDEX visit_missed ON visit (callable_from) WHERE state = 'missed';

ALTER TABLE journal
  -- Why: a credit, what somebody is parked for, for how long they are away, why a colleague chose this person. A code,
  -- never free text.
  ADD COLUMN reason text CHECK (reason ~ '^[a-z0-9_]{2,40}$');
ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'taken_over', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone'));
ALTER TABLE journal DROP CONSTRAINT journal_transition;
-- The same table as TRANSITIONS in features/visit/model.ts; a test compares them.
ALTER TABLE journal ADD CONSTRAINT journal_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
  'new>held', 'new>waiting', 'held>held', 'held>booked', 'held>expired', 'booked>booked', 'booked>cancelled',
  'booked>waiting', 'booked>no_show', 'waiting>called', 'waiting>left', 'called>called', 'called>serving',
  'called>missed', 'called>waiting', 'called>left', 'serving>done', 'serving>left', 'missed>waiting', 'missed>left',
  'waiting>waiting', 'serving>serving', 'missed>missed', 'parked>parked', 'waiting>parked', 'serving>parked',
  'parked>serving', 'parked>waiting', 'parked>left', 'serving>waiting', 'serving>called', 'done>serving',
  'missed>called', 'waiting>serving'));

-- What a colleague tells the next one. Goes with the contact.
CREATE TABLE visit_note (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
  written_at timestamptz NOT NULL
);
CREATE INDEX visit_note_by_visit ON visit_note (visit_id);


-- A counter at a break keeps its clerk and calls nobody.
ALTER TABLE open_counter ADD COLUMN paused_at timestamptz;

-- The rules of the hall where the city (no site), or one site, decided otherwise than the settings; null: as before.
CREATE TABLE hall_rule (
  site_id uuid REFERENCES site ON DELETE CASCADE,
  early_minutes smallint CHECK (early_minutes BETWEEN 0 AND 120),
  late_minutes smallint CHECK (late_minutes BETWEEN 0 AND 120),
  appointment_credit_minutes smallint CHECK (appointment_credit_minutes BETWEEN 0 AND 120),
  credit_ceiling_minutes smallint CHECK (credit_ceiling_minutes BETWEEN 0 AND 240),
  self_service_credit_minutes smallint CHECK (self_service_credit_minutes BETWEEN 0 AND 120),
  need_credit_minutes smallint CHECK (need_credit_minutes BETWEEN 0 AND 120),
  pick_up_credit_minutes smallint CHECK (pick_up_credit_minutes BETWEEN 0 AND 120),
  desk_credit_minutes smallint CHECK (desk_credit_minutes BETWEEN 0 AND 120),
  calls_before_missed smallint CHECK (calls_before_missed BETWEEN 1 AND 5),
  missed_wait_minutes smallint CHECK (missed_wait_minutes BETWEEN 0 AND 60),
  away_minutes smallint CHECK (away_minutes BETWEEN 5 AND 60),
  CONSTRAINT hall_rule_of UNIQUE NULLS NOT DISTINCT (site_id)
);
