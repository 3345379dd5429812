-- Whoever waits takes a time instead: the visit that began with a ticket is booked from then on.
ALTER TABLE visit DROP CONSTRAINT visit_check;
ALTER TABLE visit DROP CONSTRAINT visit_check1;
ALTER TABLE visit
  ADD CONSTRAINT visit_appointment CHECK (appointment_at IS NOT NULL OR (origin = 'ticket' AND state <> 'booked')),
  ADD CONSTRAINT visit_appointment_number CHECK ((appointment_at IS NULL) = (booking_number IS NULL));

ALTER TABLE undo_point DROP CONSTRAINT undo_point_event_check;
ALTER TABLE undo_point ADD CONSTRAINT undo_point_event_check CHECK (event IN ('called', 'withdrawn', 'started', 'finished', 'missed', 'left', 'parked', 'fetched', 'unparked', 'sent_on', 'sent_to_site', 'taken_over', 'matters_changed', 'split_off', 'paused', 'resumed', 'papers_seen', 'credited', 'need_noted', 'went_away', 'came_back', 'exchanged'));

ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'exchanged', 'untied', 'taken_over', 'call_undone', 'withdraw_undone', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone', 'park_undone', 'fetch_undone', 'unpark_undone', 'take_over_undone', 'matters_undone', 'split_undone', 'credit_undone', 'need_undone', 'away_undone', 'back_undone', 'exchange_undone', 'retracted', 'leave_undone', 'papers_seen', 'papers_undone'));
ALTER TABLE journal DROP CONSTRAINT journal_transition;
-- The same table as TRANSITIONS in features/visit/model.ts; a test compares them.
ALTER TABLE journal ADD CONSTRAINT journal_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
  'new>held', 'new>waiting', 'held>held', 'held>booked', 'held>expired', 'booked>booked', 'booked>cancelled',
  'booked>waiting', 'booked>no_show', 'waiting>called', 'waiting>left', 'called>called', 'called>serving',
  'called>missed', 'called>waiting', 'called>left', 'serving>done', 'serving>left', 'missed>waiting', 'missed>left',
  'waiting>waiting', 'serving>serving', 'missed>missed', 'parked>parked', 'waiting>parked', 'serving>parked',
  'parked>serving', 'parked>waiting', 'parked>left', 'serving>waiting', 'serving>called', 'done>serving',
  'missed>called', 'waiting>serving', 'waiting>cancelled', 'left>waiting', 'left>called', 'left>serving',
  'left>parked', 'left>missed', 'waiting>booked'));
