-- One visit, however it began; its matters and steps; the claims on cells; the append-only journal.

CREATE TABLE visit (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site,
  origin text NOT NULL CHECK (origin IN ('booking', 'ticket')),
  channel text NOT NULL CHECK (channel IN ('online', 'telephone', 'desk', 'kiosk')),
  state text NOT NULL CHECK (state IN ('held', 'booked', 'waiting', 'called', 'serving', 'done', 'missed', 'expired', 'cancelled', 'no_show', 'left')),
  version integer NOT NULL CHECK (version > 0),
  -- The site's local day of the appointment or the ticket.
  day date NOT NULL,
  people smallint NOT NULL CHECK (people BETWEEN 1 AND 12),
  minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 480),
  language text NOT NULL CHECK (language IN ('de', 'de-simple', 'en')),
  appointment_at timestamptz,
  booking_number text,
  ticket_prefix text NOT NULL CHECK (ticket_prefix ~ '^[A-Z]$'),
  ticket_number text,
  arrived_at timestamptz,
  reference_at timestamptz,
  due_at timestamptz,
  callable_from timestamptz,
  missed_count smallint NOT NULL DEFAULT 0,
  counter_id uuid REFERENCES counter,
  called_at timestamptz,
  call_count smallint NOT NULL DEFAULT 0,
  hold_browser text,
  hold_started_at timestamptz,
  link_generation smallint NOT NULL DEFAULT 1,
  link_hash bytea NOT NULL,
  moved_count smallint NOT NULL DEFAULT 0,
  follows_visit_id uuid REFERENCES visit,
  created_at timestamptz NOT NULL,
  CHECK ((origin = 'booking') = (appointment_at IS NOT NULL)),
  CHECK ((origin = 'booking') = (booking_number IS NOT NULL)),
  CONSTRAINT visit_counter CHECK ((state IN ('called', 'serving')) = (counter_id IS NOT NULL)),
  CONSTRAINT visit_arrival CHECK (state NOT IN ('waiting', 'called', 'serving', 'done', 'missed')
    OR (ticket_number IS NOT NULL AND reference_at IS NOT NULL AND due_at IS NOT NULL AND callable_from IS NOT NULL)),
  CONSTRAINT visit_ticket_number UNIQUE (site_id, day, ticket_number),
  CONSTRAINT visit_booking_number UNIQUE (booking_number),
  CONSTRAINT visit_link UNIQUE (link_hash)
);
-- Law 1: a counter has one person at a time.
CREATE UNIQUE INDEX visit_counter_busy ON visit (counter_id) WHERE state IN ('called', 'serving');
-- One live hold per browser while its form is filled in.
CREATE UNIQUE INDEX visit_hold_browser ON visit (hold_browser) WHERE state = 'held' AND hold_browser IS NOT NULL;
-- The hall reads everybody of a site and day who is not finished; so do the sweeps at day's end.
CREATE INDEX visit_open ON visit (site_id, day) WHERE state IN ('booked', 'waiting', 'called', 'serving', 'missed');
-- Served today, by site.
CREATE INDEX visit_by_day ON visit (day, site_id);

-- Personal data stand apart, so that they can go while the visit stays.
CREATE TABLE visit_contact (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  email text CHECK (length(email) <= 254),
  phone text CHECK (length(phone) <= 40)
);

CREATE TABLE matter (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES service,
  people smallint NOT NULL CHECK (people BETWEEN 1 AND 12),
  outcome text CHECK (outcome IN ('done', 'partly', 'not_possible', 'moved')),
  UNIQUE (visit_id, service_id)
);

CREATE TABLE step (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  position smallint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('counter')),
  state text NOT NULL CHECK (state IN ('open', 'active', 'done')),
  counter_id uuid REFERENCES counter,
  UNIQUE (visit_id, position)
);

-- Cells belong to a claim, not to the visit's state: a new time can be held while the old one still counts.
CREATE TABLE claim (
  id uuid PRIMARY KEY,
  -- Deferred: the cells are taken first, and the visit is written only if that went well.
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  kind text NOT NULL CHECK (kind IN ('booked', 'held', 'offered')),
  place_id uuid NOT NULL,
  day date NOT NULL,
  first_cell smallint NOT NULL,
  end_cell smallint NOT NULL,
  until timestamptz,
  FOREIGN KEY (place_id, day) REFERENCES place (id, day),
  CHECK (first_cell < end_cell),
  CHECK ((kind = 'booked') = (until IS NULL))
);
CREATE INDEX claim_by_visit ON claim (visit_id);
CREATE INDEX claim_until ON claim (until) WHERE until IS NOT NULL;

-- Law 1: no place carries two claims in one cell. Rows are written in the order of the key.
CREATE TABLE claim_cell (
  place_id uuid NOT NULL,
  day date NOT NULL,
  cell smallint NOT NULL,
  claim_id uuid NOT NULL REFERENCES claim ON DELETE CASCADE,
  CONSTRAINT claim_cell_taken PRIMARY KEY (place_id, day, cell)
);
CREATE INDEX claim_cell_by_claim ON claim_cell (claim_id);

-- Numbers without gaps in the order of commit: the row is locked last in every transaction.
CREATE TABLE journal_counter (
  site_id uuid PRIMARY KEY REFERENCES site ON DELETE CASCADE,
  last_number bigint NOT NULL
);

-- Ids, times, states and counters; never a name, a contact or free text.
CREATE TABLE journal (
  site_id uuid NOT NULL REFERENCES site,
  number bigint NOT NULL,
  visit_id uuid NOT NULL REFERENCES visit,
  visit_version integer NOT NULL CHECK (visit_version > 0),
  previous_version integer GENERATED ALWAYS AS (visit_version - 1) STORED,
  event text NOT NULL CHECK (event IN ('held', 'hold_extended', 'contact_given', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show')),
  from_state text,
  to_state text NOT NULL,
  counter_id uuid REFERENCES counter,
  happened_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, number),
  CHECK ((from_state IS NULL) = (visit_version = 1)),
  -- Two writers who saw the same version: the second is refused, so no visit is called by two counters.
  CONSTRAINT journal_visit_version UNIQUE (visit_id, visit_version, to_state),
  CONSTRAINT journal_visit_version_once UNIQUE (visit_id, visit_version),
  -- Every entry begins in the state in which the one before it ended.
  CONSTRAINT journal_chain FOREIGN KEY (visit_id, previous_version, from_state)
    REFERENCES journal (visit_id, visit_version, to_state),
  -- The same table as TRANSITIONS in features/visit/model.ts; a test compares them.
  CONSTRAINT journal_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
    'new>held', 'new>waiting', 'held>held', 'held>booked', 'held>expired', 'booked>booked', 'booked>cancelled',
    'booked>waiting', 'booked>no_show', 'waiting>called', 'waiting>left', 'called>called', 'called>serving',
    'called>missed', 'called>waiting', 'called>left', 'serving>done', 'serving>left', 'missed>waiting', 'missed>left'))
);
COMMENT ON TABLE journal IS 'append-only';
-- The state of a visit is what its newest journal entry says.
ALTER TABLE visit ADD CONSTRAINT visit_state_journalled FOREIGN KEY (id, version, state)
  REFERENCES journal (visit_id, visit_version, to_state) DEFERRABLE INITIALLY DEFERRED;

-- Ticket numbers: never twice in a day; guarded by visit_ticket_number.
CREATE TABLE ticket_counter (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  day date NOT NULL,
  prefix text NOT NULL CHECK (prefix ~ '^[A-Z]$'),
  last_number smallint NOT NULL,
  PRIMARY KEY (site_id, day, prefix)
);

-- Which counters are open now, and the service of the desk that opened them.
CREATE TABLE open_counter (
  counter_id uuid PRIMARY KEY REFERENCES counter ON DELETE CASCADE,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  opened_at timestamptz NOT NULL
);
CREATE INDEX open_counter_by_site ON open_counter (site_id);

-- What a command answered, so that the same request sent twice gives the same answer.
CREATE TABLE command (
  key uuid PRIMARY KEY,
  kind text NOT NULL,
  -- Who may have the answer again: a digest of caller and input, compared before it is given.
  fingerprint text NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX command_age ON command (created_at);
