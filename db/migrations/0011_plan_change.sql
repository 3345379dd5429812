-- Which site-days got other places or claims, in which transaction. Every node keeps the free cells of all places in
-- memory and reads anew what the transactions changed that its last look did not see (docs/decisions/plan.md).
-- Old rows go after an hour, by this machine's clock: it is housekeeping, not time of the city.
CREATE TABLE plan_change (
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  site_id uuid NOT NULL,
  day date NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- Nodes ask for the newest transactions only.
CREATE INDEX plan_change_by_transaction ON plan_change (transaction);
