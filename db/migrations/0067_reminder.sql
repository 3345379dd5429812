-- People are reminded of their visit: written with the booking, moved and taken away with it.

ALTER TABLE setting
  -- So many elapsed hours before a visit.
  ADD COLUMN reminder_hours smallint[] NOT NULL DEFAULT '{24,4}'
    CHECK (cardinality(reminder_hours) <= 4 AND 1 <= ALL (reminder_hours) AND 336 >= ALL (reminder_hours));

ALTER TABLE service
  -- NULL: as everywhere in the city.
  ADD COLUMN reminder_hours smallint[]
    CHECK (cardinality(reminder_hours) <= 4 AND 1 <= ALL (reminder_hours) AND 336 >= ALL (reminder_hours));

ALTER TABLE visit_contact
  -- Each a channel and its hours, as 'mail 24'. NULL: nobody asked them.
  ADD COLUMN reminders text[] CHECK (array_to_string(reminders, ',') ~ '^((mail) [1-9][0-9]{0,2}(,|$))*$');

ALTER TABLE message
  -- The time of the visit that a reminder tells of, and how many hours before it.
  ADD COLUMN about_at timestamptz,
  ADD COLUMN lead_hours smallint;
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')),
  ADD CONSTRAINT message_reminder CHECK (
    (kind = 'reminder') = (about_at IS NOT NULL) AND (about_at IS NULL) = (lead_hours IS NULL));
-- Nobody is reminded of the same time twice, whatever the clock or a booking does that is moved there and back.
CREATE UNIQUE INDEX message_reminder_once ON message (visit_id, lead_hours, about_at) WHERE kind = 'reminder';

-- Reminders wait for months: what is due now is a short range at the front of this index.
DROP INDEX message_due;
CREATE INDEX message_due ON message (due_at, id) WHERE state = 'due';
-- Attempts whose sender may have died.
CREATE INDEX message_sending ON message (attempted_at) WHERE state = 'sending';

ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'coming_said', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'exchanged', 'untied', 'taken_over', 'call_undone', 'withdraw_undone', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone', 'park_undone', 'fetch_undone', 'unpark_undone', 'take_over_undone', 'matters_undone', 'split_undone', 'credit_undone', 'need_undone', 'away_undone', 'back_undone', 'exchange_undone', 'retracted', 'leave_undone', 'papers_seen', 'papers_undone'));
