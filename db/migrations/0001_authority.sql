-- The authority itself: one row of settings, its units, its sites with hours, and the days they are closed.

CREATE TABLE setting (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  texts jsonb NOT NULL,
  time_zone text NOT NULL,
  region text NOT NULL,
  sender_name text NOT NULL,
  sender_address text NOT NULL,
  contact jsonb NOT NULL,
  hold_minutes smallint NOT NULL DEFAULT 10 CHECK (hold_minutes BETWEEN 1 AND 60),
  hold_limit_minutes smallint NOT NULL DEFAULT 30 CHECK (hold_limit_minutes BETWEEN 1 AND 240),
  confirm_minutes smallint NOT NULL DEFAULT 60 CHECK (confirm_minutes BETWEEN 10 AND 1440),
  confirm_before_minutes smallint NOT NULL DEFAULT 120 CHECK (confirm_before_minutes BETWEEN 0 AND 1440),
  confirm_least_minutes smallint NOT NULL DEFAULT 10 CHECK (confirm_least_minutes BETWEEN 1 AND 60),
  horizon_days smallint NOT NULL DEFAULT 56 CHECK (horizon_days BETWEEN 1 AND 180),
  booking_lead_minutes smallint NOT NULL DEFAULT 30 CHECK (booking_lead_minutes BETWEEN 0 AND 1440),
  early_minutes smallint NOT NULL DEFAULT 20 CHECK (early_minutes BETWEEN 0 AND 120),
  late_minutes smallint NOT NULL DEFAULT 15 CHECK (late_minutes BETWEEN 0 AND 120),
  appointment_credit_minutes smallint NOT NULL DEFAULT 30 CHECK (appointment_credit_minutes BETWEEN 0 AND 120),
  credit_ceiling_minutes smallint NOT NULL DEFAULT 60 CHECK (credit_ceiling_minutes BETWEEN 0 AND 240),
  CHECK (hold_limit_minutes >= hold_minutes)
);

CREATE TABLE unit (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9-]{2,40}$'),
  texts jsonb NOT NULL
);

CREATE TABLE site (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9-]{2,40}$'),
  unit_id uuid NOT NULL REFERENCES unit,
  kind text NOT NULL CHECK (kind IN ('permanent', 'temporary', 'mobile')),
  texts jsonb NOT NULL,
  district text NOT NULL,
  street text NOT NULL,
  postcode text NOT NULL,
  town text NOT NULL,
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  step_free boolean NOT NULL,
  time_zone text NOT NULL,
  -- False for a site given up, to which old visits still refer.
  active boolean NOT NULL DEFAULT true
);

-- Wall time of the site.
CREATE TABLE site_hours (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens time NOT NULL,
  closes time NOT NULL,
  PRIMARY KEY (site_id, weekday, opens),
  CHECK (opens < closes)
);

-- No site means: all sites.
CREATE TABLE closure (
  id uuid PRIMARY KEY,
  site_id uuid REFERENCES site ON DELETE CASCADE,
  first_day date NOT NULL,
  last_day date NOT NULL,
  texts jsonb NOT NULL,
  CHECK (first_day <= last_day)
);
CREATE INDEX closure_by_day ON closure (last_day);
