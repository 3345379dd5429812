-- Against bots and trading: who has which open booking, counted by keyed digests and never by name; a pause after a
-- time that nobody confirmed; proofs of work that were spent; and contacts that are proven before anything is held.

ALTER TABLE service
  -- Of services of one family a person has so many open bookings; without one the service is its own.
  ADD COLUMN family text CHECK (family ~ '^[a-z0-9-]{2,40}$'),
  -- Times are so scarce that they are traded: the birth date is asked for.
  ADD COLUMN scarce boolean NOT NULL DEFAULT false;

ALTER TABLE setting
  ADD COLUMN open_bookings_limit smallint NOT NULL DEFAULT 1 CHECK (open_bookings_limit BETWEEN 1 AND 20),
  ADD COLUMN names_limit smallint NOT NULL DEFAULT 6 CHECK (names_limit BETWEEN 1 AND 20),
  ADD COLUMN moves_limit smallint NOT NULL DEFAULT 2 CHECK (moves_limit BETWEEN 0 AND 20),
  ADD COLUMN unconfirmed_pause_minutes smallint NOT NULL DEFAULT 60 CHECK (unconfirmed_pause_minutes BETWEEN 0 AND 1440),
  -- Hashes that a proof of work may need at most: on a quiet day, and when many ask at once.
  ADD COLUMN proof_floor integer NOT NULL DEFAULT 100000 CHECK (proof_floor BETWEEN 100 AND 10000000),
  ADD COLUMN proof_ceiling integer NOT NULL DEFAULT 1000000 CHECK (proof_ceiling BETWEEN 100 AND 10000000),
  ADD CONSTRAINT setting_proof CHECK (proof_floor <= proof_ceiling);

-- The names under which a contact has open bookings, numbered: the highest number is a setting.
CREATE TABLE booked_name (
  contact bytea NOT NULL,
  number smallint NOT NULL CHECK (number > 0),
  name bytea NOT NULL,
  PRIMARY KEY (contact, number),
  CONSTRAINT booked_name_once UNIQUE (contact, name)
);

-- A row for each way to reach a person and each family of a booking. It outlives the booking by some weeks, so that
-- the weekly report can count.
CREATE TABLE booked_by (
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  contact bytea NOT NULL,
  family text NOT NULL,
  name bytea NOT NULL,
  -- Which of the bookings that a person may have open; null once it is over.
  slot smallint CHECK (slot > 0),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (visit_id, contact, family),
  -- Two at the same moment: one is refused, whatever both have read before.
  CONSTRAINT booked_by_once UNIQUE (contact, family, name, slot)
);
CREATE INDEX booked_by_age ON booked_by (created_at);

-- Somebody let a time run out unconfirmed: until then the contact gets no other one online.
CREATE TABLE contact_pause (
  contact bytea PRIMARY KEY,
  until timestamptz NOT NULL
);

-- A proof of work counts once, whoever sends it again.
CREATE TABLE spent_proof (
  salt text PRIMARY KEY,
  spent_at timestamptz NOT NULL
);
CREATE INDEX spent_proof_age ON spent_proof (spent_at);

-- Without script a contact is proven by a code in a mail before anything is held. The code is made from the id.
CREATE TABLE contact_check (
  id uuid PRIMARY KEY,
  browser text NOT NULL,
  contact bytea NOT NULL,
  language text NOT NULL CHECK (language IN ('de', 'de-simple', 'en')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  email text NOT NULL CHECK (length(email) <= 254),
  tries smallint NOT NULL DEFAULT 0,
  holds smallint NOT NULL DEFAULT 0,
  proven boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  -- A code of six digits is guessed with a chance of 5 in a million.
  CONSTRAINT contact_check_tries CHECK (tries <= 5),
  CONSTRAINT contact_check_holds CHECK (holds <= 3)
);
CREATE INDEX contact_check_browser ON contact_check (browser);
CREATE INDEX contact_check_contact ON contact_check (contact);
CREATE INDEX contact_check_until ON contact_check (until);

-- A birth date is never stored: only a keyed digest of it with the name.
CREATE TABLE visit_birth (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  digest bytea NOT NULL
);

ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD COLUMN check_id uuid REFERENCES contact_check ON DELETE CASCADE,
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code'));
CREATE INDEX message_by_check ON message (check_id) WHERE check_id IS NOT NULL;

-- Why staff went beyond a limit.
ALTER TABLE audit ADD COLUMN reason text CHECK (reason IN ('second_matter', 'hardship', 'wrong_entry', 'helper'));
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden'));
