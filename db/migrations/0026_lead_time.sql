-- How long people wait for a time, published as open data. Offered: from the moment of a look to the first free time,
-- looked at once an hour. Chosen: from the booking to the time that people took. Aggregated from the first row on.

CREATE TABLE lead_time (
  -- Local day of the authority.
  day date NOT NULL,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  -- Null: the first free time anywhere in the city.
  site_id uuid REFERENCES site ON DELETE CASCADE,
  samples integer NOT NULL DEFAULT 0,
  -- Looks that found no free time at all.
  without_time integer NOT NULL DEFAULT 0 CHECK (without_time BETWEEN 0 AND samples),
  least_minutes integer,
  most_minutes integer,
  sum_minutes bigint NOT NULL DEFAULT 0,
  -- Bookings of that day; null where they are too few to tell.
  bookings integer CHECK (bookings >= 5),
  median_minutes integer,
  -- Of these, how many took a time within 14 days.
  within_fortnight integer CHECK (within_fortnight BETWEEN 0 AND bookings),
  CONSTRAINT lead_time_once UNIQUE NULLS NOT DISTINCT (day, service_id, site_id),
  CHECK ((least_minutes IS NULL) = (samples = without_time) AND (most_minutes IS NULL) = (least_minutes IS NULL)),
  CHECK ((bookings IS NULL) = (median_minutes IS NULL) AND (bookings IS NULL) = (within_fortnight IS NULL))
);

-- Looks and days that are done, so that each counts once, whichever node comes first.
CREATE TABLE lead_look (at timestamptz PRIMARY KEY);
CREATE TABLE lead_counted_day (day date PRIMARY KEY);
-- Rows come in the order of their creation: a few bytes for each hundred pages, and nothing to do for a booking.
CREATE INDEX visit_by_creation ON visit USING brin (created_at);
