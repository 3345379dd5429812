-- How often somebody has moved a booking by its link: what the limit of moves counts. Moves by staff, to a time that
-- replaces a closed one, and to one from the waitlist are not its person's; all of them count in moved_count, which
-- numbers the calendar entry.
ALTER TABLE visit ADD COLUMN own_moves smallint NOT NULL DEFAULT 0;
-- Who moved a booking before is not known: as the limit counted it until now.
UPDATE visit SET own_moves = greatest(0, moved_count - (
  SELECT count(*) FROM replacement WHERE replacement.visit_id = visit.id AND replacement.state = 'accepted'))
WHERE moved_count > 0 AND state = 'booked';
