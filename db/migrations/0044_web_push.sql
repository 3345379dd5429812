-- Web push: which phones are told when it is time, and of what each of them was told. Gone with the visit or its day.

CREATE TABLE push_subscription (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  -- Where the phone's push service takes messages for it, and the keys that only this phone can open.
  endpoint text NOT NULL CHECK (endpoint ~ '^https?://' AND length(endpoint) <= 1000),
  phone_key bytea NOT NULL CHECK (octet_length(phone_key) = 65),
  phone_secret bytea NOT NULL CHECK (octet_length(phone_secret) = 16),
  -- Which of the installation's keys the phone was given; they change with the month.
  key_month text NOT NULL CHECK (key_month ~ '^[0-9]{4}-[0-9]{2}$'),
  language text NOT NULL CHECK (language IN ('de', 'de-simple', 'en')),
  created_at timestamptz NOT NULL,
  CONSTRAINT push_subscription_once UNIQUE (visit_id, endpoint)
);

CREATE TABLE push (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES push_subscription ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('soon', 'come_back', 'earlier', 'called')),
  -- Which of several: the call, the time away.
  occasion text NOT NULL CHECK (length(occasion) <= 40),
  state text NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'dropped')),
  due_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  attempted_at timestamptz,
  -- Nobody is told of one thing twice, whichever node sees it.
  CONSTRAINT push_once UNIQUE (subscription_id, kind, occasion)
);
-- The sender takes what is due; few rows at a time are in these states.
CREATE INDEX push_due ON push (due_at) WHERE state IN ('due', 'sending');
