-- Whoever lost a time to a closing and found no other, or let one pass, is offered another one when times come.

-- Did cells or minutes become free there, or places come? Otherwise they were taken or only lie elsewhere.
ALTER TABLE plan_change ADD COLUMN gain boolean NOT NULL DEFAULT false;
-- Looked through by the days around a lost time.
CREATE INDEX plan_change_gain ON plan_change (day) WHERE gain;

ALTER TABLE replacement
  -- What the last look for a time saw (a snapshot of PostgreSQL): later transactions are news.
  ADD COLUMN looked text NOT NULL DEFAULT pg_current_snapshot()::text,
  -- Times that were held and not taken, as "site milliseconds": none of them is held again.
  ADD COLUMN passed text[] NOT NULL DEFAULT '{}';
