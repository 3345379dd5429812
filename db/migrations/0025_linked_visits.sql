-- Two visits that belong together: what no single place can do, one after the other on one day at one site.

ALTER TABLE visit
  -- Each names the other. Deferred: both are written in one transaction.
  ADD COLUMN linked_visit_id uuid REFERENCES visit DEFERRABLE INITIALLY DEFERRED,
  -- Which of the two comes after the other.
  ADD COLUMN linked_second boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT visit_linked_once UNIQUE (linked_visit_id),
  ADD CONSTRAINT visit_linked_other CHECK (linked_visit_id <> id),
  ADD CONSTRAINT visit_linked_pair CHECK (NOT linked_second OR linked_visit_id IS NOT NULL);

-- A browser holds one time, which may be two linked visits: the first stands for both.
DROP INDEX visit_hold_browser;
CREATE UNIQUE INDEX visit_hold_browser ON visit (hold_browser)
  WHERE state = 'held' AND hold_browser IS NOT NULL AND NOT linked_second;

-- Whoever goes on to the second counter keeps the number.
ALTER TABLE visit DROP CONSTRAINT visit_ticket_number;
CREATE UNIQUE INDEX visit_ticket_number ON visit (site_id, day, ticket_number) WHERE NOT linked_second;
