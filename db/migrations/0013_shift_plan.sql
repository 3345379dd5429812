-- The shift plan: shifts of one date, absences of counters, and every published version. A booking whose place falls
-- away stays valid without one.

-- On a date with rows here the weekly shifts of the counter do not count. Wall time of the site.
CREATE TABLE day_shift (
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  day date NOT NULL,
  starts time NOT NULL,
  ends time NOT NULL,
  break_starts time,
  break_ends time,
  bookable boolean NOT NULL,
  duration_percent smallint NOT NULL DEFAULT 100 CHECK (duration_percent BETWEEN 50 AND 400),
  PRIMARY KEY (counter_id, day, starts),
  CHECK (starts < ends),
  CHECK ((break_starts IS NULL) = (break_ends IS NULL)),
  CHECK (break_starts > starts AND break_ends < ends AND break_starts < break_ends)
);

-- On whole days, or on each of them between two wall times. It names a workplace, never a person nor a reason.
CREATE TABLE counter_away (
  id uuid PRIMARY KEY,
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  first_day date NOT NULL,
  last_day date NOT NULL,
  starts time,
  ends time,
  CHECK (first_day <= last_day),
  CHECK ((starts IS NULL) = (ends IS NULL)),
  CHECK (starts < ends)
);
CREATE INDEX counter_away_by_counter ON counter_away (counter_id);

-- Who published a version stands in the audit alone.
CREATE TABLE shift_plan (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  source text NOT NULL CHECK (source IN ('editor', 'away', 'undo', 'import')),
  undoes integer,
  plan jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  CHECK ((source = 'undo') = (undoes IS NOT NULL)),
  -- Two who publish at once: one is refused.
  CONSTRAINT shift_plan_version UNIQUE (site_id, version)
);
COMMENT ON TABLE shift_plan IS 'append-only';

-- A claim without a place keeps the start and holds no cells.
ALTER TABLE claim ALTER COLUMN place_id DROP NOT NULL;
CREATE INDEX claim_unplaced ON claim (day) WHERE place_id IS NULL;

ALTER TABLE audit ADD COLUMN shift_plan_id uuid;
CREATE INDEX audit_by_shift_plan ON audit (shift_plan_id) WHERE shift_plan_id IS NOT NULL;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published'));

ALTER TABLE setting
  -- The longest time that a counter is worked in a day, breaks not counted (Arbeitszeitgesetz § 3).
  ADD COLUMN longest_day_minutes smallint NOT NULL DEFAULT 600 CHECK (longest_day_minutes BETWEEN 60 AND 1440),
  -- Staff agreement: the planned minutes must be enough in so many of a hundred cases.
  ADD COLUMN covered_percent smallint NOT NULL DEFAULT 85 CHECK (covered_percent BETWEEN 50 AND 100);
