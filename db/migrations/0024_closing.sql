-- A site closes for some days or hours, or some of its counters do, by one action of the manager. Whoever loses their
-- place gets an equal time held beside the old one, and accepts it or not.

CREATE TABLE closing (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  -- Sorted; empty: the whole site.
  counter_ids uuid[] NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  starts time,
  ends time,
  -- Why, as the public reads it.
  texts jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  reopened_at timestamptz,
  CHECK (first_day <= last_day),
  CHECK ((starts IS NULL) = (ends IS NULL)),
  CHECK (starts < ends)
);
-- Two who close the same at once: one is refused.
CREATE UNIQUE INDEX closing_once ON closing
  (site_id, counter_ids, first_day, last_day, coalesce(starts, '00:00'), coalesce(ends, '24:00')) WHERE reopened_at IS NULL;

-- What was done for one visit that a closing concerns. Of a visit that has its place again nothing is open.
CREATE TABLE replacement (
  id uuid PRIMARY KEY,
  closing_id uuid NOT NULL REFERENCES closing ON DELETE CASCADE,
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('open', 'none', 'accepted', 'lapsed', 'withdrawn')),
  claim_id uuid REFERENCES claim,
  -- The time that is held, also when it is over; without any, nothing was found.
  site_id uuid REFERENCES site ON DELETE CASCADE,
  starts_at timestamptz,
  minutes smallint CHECK (minutes BETWEEN 5 AND 480),
  until timestamptz,
  created_at timestamptz NOT NULL,
  -- Somebody without mail was told by telephone.
  told_at timestamptz,
  CONSTRAINT replacement_once UNIQUE (closing_id, visit_id),
  CONSTRAINT replacement_claim UNIQUE (claim_id),
  CONSTRAINT replacement_cells CHECK ((state = 'open') = (claim_id IS NOT NULL)),
  CONSTRAINT replacement_time CHECK ((starts_at IS NULL) = (site_id IS NULL) AND (starts_at IS NULL) = (minutes IS NULL)
    AND (starts_at IS NULL) = (until IS NULL) AND (state <> 'none' OR starts_at IS NULL) AND (state NOT IN ('open', 'accepted', 'lapsed') OR starts_at IS NOT NULL)),
  CONSTRAINT replacement_in_time CHECK (until < starts_at)
);
-- A visit has one new time held at a time.
CREATE UNIQUE INDEX replacement_open_once ON replacement (visit_id) WHERE state = 'open';
CREATE INDEX replacement_by_visit ON replacement (visit_id);
CREATE INDEX replacement_live ON replacement (created_at) WHERE state IN ('open', 'none', 'lapsed');
CREATE INDEX replacement_by_site ON replacement (site_id);

-- How far somebody would go for another time, in kilometres as the crow flies.
ALTER TABLE visit_contact ADD COLUMN reach_km smallint NOT NULL DEFAULT 8 CHECK (reach_km BETWEEN 0 AND 100);

ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code'));
