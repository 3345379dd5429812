-- Services for which no more times of today are given at a site: what looking ahead found, or what a manager decided.
-- Booking reads it on every node; a row that is not renewed says nothing any more.
CREATE TABLE today_stop (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  reason text NOT NULL CHECK (reason IN ('full_today', 'closed_today')),
  -- Times that begin before are not given.
  bookable_from timestamptz NOT NULL,
  noted_at timestamptz NOT NULL,
  holds_until timestamptz NOT NULL,
  PRIMARY KEY (site_id, service_id),
  CONSTRAINT today_stop_holds CHECK (holds_until > noted_at)
);
