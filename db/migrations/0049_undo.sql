-- What was done last at a counter, with all that it changed, so that it can be taken back for ten seconds.
CREATE TABLE undo_point (
  -- The counter at which it was done; of what the information desk did with somebody, their visit.
  key uuid PRIMARY KEY,
  event text NOT NULL CHECK (event IN ('called', 'withdrawn', 'started', 'finished', 'missed', 'left', 'parked', 'fetched', 'unparked', 'sent_on', 'sent_to_site', 'taken_over', 'matters_changed', 'split_off', 'paused', 'resumed')),
  done_at timestamptz NOT NULL,
  -- Null: a break.
  visit_id uuid REFERENCES visit ON DELETE CASCADE,
  -- The visit's version since; another one says that it has gone on.
  visit_version integer CHECK (visit_version > 0),
  -- The visit, its steps and its matters as they were.
  before jsonb CHECK (jsonb_typeof(before) = 'object'),
  -- Since when the break lasted that was begun or ended; null: there was none.
  paused_at timestamptz,
  -- A visit that began with it, and its version then.
  follower_id uuid REFERENCES visit ON DELETE CASCADE,
  follower_version integer CHECK (follower_version > 0),
  CHECK ((visit_id IS NULL) = (event IN ('paused', 'resumed'))),
  CHECK ((visit_id IS NULL) = (visit_version IS NULL) AND (visit_id IS NULL) = (before IS NULL)),
  CHECK ((follower_id IS NULL) = (follower_version IS NULL))
);
CREATE INDEX undo_point_by_visit ON undo_point (visit_id);
CREATE INDEX undo_point_by_follower ON undo_point (follower_id) WHERE follower_id IS NOT NULL;

-- What a hand-over left behind is among what it changed.
ALTER TABLE step DROP COLUMN service_ids;

ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'taken_over', 'call_undone', 'withdraw_undone', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone', 'park_undone', 'fetch_undone', 'unpark_undone', 'take_over_undone', 'matters_undone', 'split_undone', 'retracted', 'leave_undone'));
ALTER TABLE journal DROP CONSTRAINT journal_transition;
-- The same table as TRANSITIONS in features/visit/model.ts; a test compares them.
ALTER TABLE journal ADD CONSTRAINT journal_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
  'new>held', 'new>waiting', 'held>held', 'held>booked', 'held>expired', 'booked>booked', 'booked>cancelled',
  'booked>waiting', 'booked>no_show', 'waiting>called', 'waiting>left', 'called>called', 'called>serving',
  'called>missed', 'called>waiting', 'called>left', 'serving>done', 'serving>left', 'missed>waiting', 'missed>left',
  'waiting>waiting', 'serving>serving', 'missed>missed', 'parked>parked', 'waiting>parked', 'serving>parked',
  'parked>serving', 'parked>waiting', 'parked>left', 'serving>waiting', 'serving>called', 'done>serving',
  'missed>called', 'waiting>serving', 'waiting>cancelled', 'left>waiting', 'left>called', 'left>serving',
  'left>parked', 'left>missed'));
