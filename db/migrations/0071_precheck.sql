-- What is said before the visit of each paper of a matter. It belongs to the matter: a second try starts with it.
CREATE TABLE paper_check (
  matter_id uuid NOT NULL REFERENCES matter ON DELETE CASCADE,
  -- Which paper, by its German words in the catalogue, as paper_seen has them; empty: on no list.
  item text NOT NULL CHECK (length(item) <= 300),
  verdict text NOT NULL CHECK (verdict IN ('green', 'question', 'missing')),
  -- A ready-made answer, or own words, or both.
  answer text CHECK (answer IN ('unreadable', 'incomplete', 'expired', 'unsigned', 'wrong_paper', 'not_there')),
  words text CHECK (length(words) BETWEEN 1 AND 500),
  said_at timestamptz NOT NULL,
  PRIMARY KEY (matter_id, item),
  CONSTRAINT paper_check_says CHECK (verdict = 'green' OR answer IS NOT NULL OR words IS NOT NULL)
);

-- What the look at the papers means for the visit. Of two clerks at once the second sees that somebody was faster.
CREATE TABLE precheck (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  -- So long it takes by what was found, wherever it is moved to; null: as the catalogue says.
  minutes smallint CHECK (minutes BETWEEN 5 AND 480 AND minutes % 5 = 0),
  -- Its time has no room for that: its person was asked to choose another one.
  another_time boolean NOT NULL DEFAULT false,
  said_at timestamptz NOT NULL,
  CONSTRAINT precheck_another_time CHECK (NOT another_time OR minutes IS NOT NULL)
);

-- A visit of which all was done before need not take place; the catalogue says for which services.
ALTER TABLE service ADD COLUMN settled_by_papers boolean NOT NULL DEFAULT false;
ALTER TABLE visit DROP CONSTRAINT visit_state_check;
ALTER TABLE visit ADD CONSTRAINT visit_state_check CHECK (state IN ('held', 'booked', 'waiting', 'called', 'serving', 'parked', 'done', 'missed', 'expired', 'cancelled', 'no_show', 'settled', 'left'));
ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'coming_said', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'settled', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'exchanged', 'untied', 'taken_over', 'call_undone', 'withdraw_undone', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone', 'park_undone', 'fetch_undone', 'unpark_undone', 'take_over_undone', 'matters_undone', 'split_undone', 'credit_undone', 'need_undone', 'away_undone', 'back_undone', 'exchange_undone', 'retracted', 'leave_undone', 'papers_seen', 'papers_undone'));
ALTER TABLE journal DROP CONSTRAINT journal_transition;
-- The same table as TRANSITIONS in features/visit/model.ts; a test compares them.
ALTER TABLE journal ADD CONSTRAINT journal_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
  'new>held', 'new>waiting', 'held>held', 'held>booked', 'held>expired', 'booked>booked', 'booked>cancelled',
  'booked>waiting', 'booked>no_show', 'booked>settled', 'waiting>called', 'waiting>left', 'called>called',
  'called>serving', 'called>missed', 'called>waiting', 'called>left', 'serving>done', 'serving>left',
  'missed>waiting', 'missed>left', 'waiting>waiting', 'serving>serving', 'missed>missed', 'parked>parked',
  'waiting>parked', 'serving>parked', 'parked>serving', 'parked>waiting', 'parked>left', 'serving>waiting',
  'serving>called', 'done>serving', 'missed>called', 'waiting>serving', 'waiting>cancelled', 'left>waiting',
  'left>called', 'left>serving', 'left>parked', 'left>missed', 'waiting>booked'));

-- `papers_checked`: what was said of papers; `settled`: nobody has to come.
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code'));
