-- People who work here, their sign-in sessions, and the audit that alone knows who sat where.

CREATE TABLE staff_member (
  id uuid PRIMARY KEY,
  login text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9.-]{2,60}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  password_hash text NOT NULL,
  roles text[] NOT NULL CHECK (roles <@ ARRAY['clerk', 'information_desk', 'phone_agent', 'manager', 'administrator', 'data_protection', 'staff_council']),
  site_id uuid REFERENCES site ON DELETE SET NULL,
  language text NOT NULL CHECK (language IN ('de', 'en')),
  active boolean NOT NULL DEFAULT true
);

CREATE TABLE staff_session (
  id_hash bytea PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff_member ON DELETE CASCADE,
  -- The counter this session sits at; one session a counter.
  counter_id uuid UNIQUE REFERENCES counter ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX staff_session_by_staff ON staff_session (staff_id);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);

-- Failures slow down one login from one network; a stranger elsewhere cannot lock its owner out.
CREATE TABLE sign_in_failure (
  login text NOT NULL,
  network text NOT NULL,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (login, network)
);

CREATE TABLE audit (
  id uuid PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  staff_id uuid REFERENCES staff_member ON DELETE CASCADE,
  action text NOT NULL CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported')),
  counter_id uuid REFERENCES counter ON DELETE SET NULL,
  visit_id uuid,
  delete_on date NOT NULL
);
CREATE INDEX audit_deletion ON audit (delete_on);
CREATE INDEX audit_time ON audit (happened_at);
