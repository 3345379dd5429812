-- The waitlist: wishes for times that are not free yet, the times that go to them first, the offers, and a log from
-- which anybody can work out why who got what.

-- How soon after a date that the citizen states (moving in, the old card's last day) the law wants the matter done.
ALTER TABLE service
  ADD COLUMN deadline_days smallint CHECK (deadline_days BETWEEN 0 AND 365),
  ADD COLUMN deadline_texts jsonb,
  ADD CONSTRAINT service_deadline CHECK ((deadline_days IS NULL) = (deadline_texts IS NULL));

-- Of newly released capacity this share goes to the list, the rest is public at once.
ALTER TABLE setting ADD COLUMN waitlist_percent smallint NOT NULL DEFAULT 20 CHECK (waitlist_percent BETWEEN 0 AND 100);

CREATE TABLE wish (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('asked', 'waiting', 'ended')),
  why_ended text CHECK (why_ended IN ('accepted', 'left', 'removed', 'over', 'replaced', 'unconfirmed', 'visit_over')),
  channel text NOT NULL CHECK (channel IN ('online', 'telephone', 'desk')),
  language text NOT NULL CHECK (language IN ('de', 'de-simple', 'en')),
  -- A booking that shall become earlier: it keeps its time until a new one is accepted.
  visit_id uuid REFERENCES visit ON DELETE CASCADE,
  before_at timestamptz,
  minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 480),
  -- Empty: any.
  site_ids uuid[] NOT NULL,
  weekdays smallint[] NOT NULL CHECK (0 < ALL (weekdays) AND 8 > ALL (weekdays)),
  parts text[] NOT NULL CHECK (parts <@ ARRAY['morning', 'afternoon', 'evening']),
  first_day date NOT NULL,
  until_day date NOT NULL,
  deadline_on date,
  refusals smallint NOT NULL DEFAULT 0 CHECK (refusals BETWEEN 0 AND 2),
  -- Its place in the line: when it joined, later when it went to the end of the line.
  queued_at timestamptz NOT NULL,
  -- A keyed digest of the contact, so that a person stands in the line once; gone when the wish ends.
  person bytea,
  link_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT wish_link UNIQUE (link_hash),
  CONSTRAINT wish_days CHECK (first_day <= until_day),
  CONSTRAINT wish_ended CHECK ((state = 'ended') = (why_ended IS NOT NULL) AND (state = 'ended') = (ended_at IS NOT NULL)),
  CONSTRAINT wish_forgets CHECK (state <> 'ended' OR person IS NULL),
  CONSTRAINT wish_earlier CHECK ((visit_id IS NULL) = (before_at IS NULL))
);
-- A person stands in the line once, and a booking wants to become earlier once.
CREATE UNIQUE INDEX wish_person_once ON wish (person) WHERE state = 'waiting' AND person IS NOT NULL;
CREATE UNIQUE INDEX wish_visit_once ON wish (visit_id) WHERE state = 'waiting' AND visit_id IS NOT NULL;
-- The line is read whole; ended wishes are many more until they are deleted.
CREATE INDEX wish_live ON wish (queued_at) WHERE state <> 'ended';
CREATE INDEX wish_by_visit ON wish (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX wish_old ON wish (ended_at) WHERE state = 'ended';

CREATE TABLE wish_matter (
  wish_id uuid NOT NULL REFERENCES wish ON DELETE CASCADE,
  position smallint NOT NULL,
  service_id uuid NOT NULL REFERENCES service,
  people smallint NOT NULL CHECK (people BETWEEN 1 AND 12),
  PRIMARY KEY (wish_id, position),
  CONSTRAINT wish_matter_once UNIQUE (wish_id, service_id)
);
CREATE INDEX wish_matter_by_service ON wish_matter (service_id);

-- Personal data stand apart and go in the transaction that ends the wish. One for a booking has the booking's contact.
CREATE TABLE wish_contact (
  wish_id uuid PRIMARY KEY REFERENCES wish ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  email text CHECK (length(email) <= 254),
  phone text CHECK (length(phone) <= 40),
  CONSTRAINT wish_contact_way CHECK (email IS NOT NULL OR phone IS NOT NULL)
);

-- `freed`: the cells belong to nobody yet and are kept from the public until a random moment (`until`).
ALTER TABLE claim ALTER COLUMN visit_id DROP NOT NULL;
ALTER TABLE claim DROP CONSTRAINT claim_kind_check;
ALTER TABLE claim
  ADD CONSTRAINT claim_kind_check CHECK (kind IN ('booked', 'held', 'offered', 'freed')),
  -- An offer to somebody who has no visit yet has its offer, a freed time has nobody.
  ADD CONSTRAINT claim_owner CHECK (CASE kind WHEN 'freed' THEN visit_id IS NULL WHEN 'offered' THEN true ELSE visit_id IS NOT NULL END);

-- What is known of a freed claim. Without a batch the list has not looked at it yet.
CREATE TABLE freed_time (
  claim_id uuid PRIMARY KEY REFERENCES claim ON DELETE CASCADE,
  reason text NOT NULL CHECK (reason IN ('cancelled', 'moved', 'expired', 'returned')),
  batch bigint
);

CREATE TABLE offer (
  id uuid PRIMARY KEY,
  wish_id uuid NOT NULL REFERENCES wish ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
  -- Not ON DELETE: whoever drops the cells has to end the offer first.
  claim_id uuid REFERENCES claim,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  starts_at timestamptz NOT NULL,
  minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 480),
  until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT offer_claim UNIQUE (claim_id),
  CONSTRAINT offer_cells CHECK ((state = 'open') = (claim_id IS NOT NULL)),
  CONSTRAINT offer_in_time CHECK (until < starts_at)
);
-- A wish has one open offer, and leads to one time.
CREATE UNIQUE INDEX offer_open_once ON offer (wish_id) WHERE state = 'open';
CREATE UNIQUE INDEX offer_accepted_once ON offer (wish_id) WHERE state = 'accepted';
CREATE INDEX offer_by_wish ON offer (wish_id);
CREATE INDEX offer_until ON offer (until) WHERE state = 'open';
CREATE INDEX offer_by_site ON offer (site_id);

-- Numbers without gaps in the order of commit. `carry`: of an odd batch the middle time goes to each class by turns.
CREATE TABLE waitlist_counter (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_number bigint NOT NULL,
  last_batch bigint NOT NULL,
  carry smallint NOT NULL CHECK (carry BETWEEN 0 AND 1)
);
INSERT INTO waitlist_counter (last_number, last_batch, carry) VALUES (0, 0, 1);

-- How many of a batch's times may still go to the urgent class.
CREATE TABLE waitlist_batch (
  number bigint PRIMARY KEY,
  urgent_left smallint NOT NULL CHECK (urgent_left >= 0),
  created_at timestamptz NOT NULL
);

-- Ids, rule and order keys; never a name or a contact. Wishes and offers are gone long before their lines.
CREATE TABLE waitlist_log (
  number bigint PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  event text NOT NULL CHECK (event IN ('joined', 'changed', 'ended', 'run', 'offered', 'accepted', 'declined', 'lapsed', 'withdrawn')),
  wish_id uuid,
  offer_id uuid,
  facts jsonb,
  CONSTRAINT waitlist_log_whose CHECK ((event = 'run') = (wish_id IS NULL)),
  CONSTRAINT waitlist_log_offer CHECK ((event IN ('offered', 'accepted', 'declined', 'lapsed', 'withdrawn')) = (offer_id IS NOT NULL))
);
COMMENT ON TABLE waitlist_log IS 'append-only';
-- An offer ends once, a wish too: whoever writes the line first has decided it.
CREATE UNIQUE INDEX waitlist_offer_ends_once ON waitlist_log (offer_id) WHERE event IN ('accepted', 'declined', 'lapsed', 'withdrawn');
CREATE UNIQUE INDEX waitlist_wish_ends_once ON waitlist_log (wish_id) WHERE event = 'ended';
-- The outlook counts what came to the list in the last two weeks.
CREATE INDEX waitlist_runs ON waitlist_log (happened_at) WHERE event = 'run';
