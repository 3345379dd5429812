-- Whoever is called next is read by sixteen, in the call order, while everybody else who calls waits.
CREATE INDEX visit_in_order ON visit (site_id, day, due_at, ticket_number COLLATE "C", id) WHERE state = 'waiting';
