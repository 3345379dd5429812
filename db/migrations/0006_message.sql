-- The outbox: written with the booking, sent after it, at most once.

CREATE TABLE message (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled')),
  language text NOT NULL CHECK (language IN ('de', 'de-simple', 'en')),
  recipient text NOT NULL,
  state text NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'failed', 'unknown')),
  due_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  attempt_id uuid,
  attempted_at timestamptz,
  sent_at timestamptz,
  failure text,
  created_at timestamptz NOT NULL
);
-- The sender takes what is due, oldest first; few rows at a time are in these states.
CREATE INDEX message_due ON message (due_at) WHERE state IN ('due', 'sending');
CREATE INDEX message_by_visit ON message (visit_id);
