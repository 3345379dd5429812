-- Several messages leave at once, an attempt that died before the last byte is made again, and staff sees what did not arrive.

ALTER TABLE message
  -- Written just before the last byte leaves: from here on nobody knows whether the mail server has it.
  ADD COLUMN handed_at timestamptz,
  -- Somebody told its person by telephone.
  ADD COLUMN told_at timestamptz;
-- Somebody waits for these at the screen: one line takes them first, however many reminders are due.
CREATE INDEX message_urgent ON message (due_at, id) WHERE state = 'due' AND kind <> 'reminder';
-- The list of what did not arrive; few rows.
CREATE INDEX message_undelivered ON message (visit_id)
  WHERE state IN ('failed', 'unknown') AND failure <> 'out_of_date' AND visit_id IS NOT NULL;

-- Addresses that a mail server refused for good. Only a keyed digest: it names nobody.
CREATE TABLE refused_address (
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  -- Of so many messages.
  refusals smallint NOT NULL CHECK (refusals > 0),
  last_at timestamptz NOT NULL
);
CREATE INDEX refused_address_age ON refused_address (last_at);
