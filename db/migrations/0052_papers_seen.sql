-- Which papers were seen at a counter, of each matter of a visit.
CREATE TABLE paper_seen (
  visit_id uuid NOT NULL,
  service_id uuid NOT NULL,
  -- Its German words in the catalogue: what was seen then stays true when the catalogue changes.
  paper text NOT NULL CHECK (length(paper) BETWEEN 1 AND 300),
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (visit_id, service_id, paper),
  FOREIGN KEY (visit_id, service_id) REFERENCES visit_matter ON DELETE CASCADE
);

ALTER TABLE undo_point DROP CONSTRAINT undo_point_event_check;
ALTER TABLE undo_point ADD CONSTRAINT undo_point_event_check CHECK (event IN ('called', 'withdrawn', 'started', 'finished', 'missed', 'left', 'parked', 'fetched', 'unparked', 'sent_on', 'sent_to_site', 'taken_over', 'matters_changed', 'split_off', 'paused', 'resumed', 'papers_seen'));
ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show', 'credited', 'need_noted', 'matters_changed', 'split_off', 'went_away', 'came_back', 'parked', 'fetched', 'unparked', 'sent_on', 'taken_over', 'call_undone', 'withdraw_undone', 'start_undone', 'finish_undone', 'missed_undone', 'send_undone', 'park_undone', 'fetch_undone', 'unpark_undone', 'take_over_undone', 'matters_undone', 'split_undone', 'retracted', 'leave_undone', 'papers_seen', 'papers_undone'));
