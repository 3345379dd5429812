-- Counters with skills, the weekly shifts, and the places (counters as planned on a day) whose cells bookings take.

CREATE TABLE counter (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  key text NOT NULL CHECK (key ~ '^[A-Za-z0-9-]{1,10}$'),
  position smallint NOT NULL,
  texts jsonb NOT NULL,
  -- False for a counter given up, to which old visits still refer.
  active boolean NOT NULL DEFAULT true,
  UNIQUE (site_id, key)
);

CREATE TABLE counter_skill (
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  PRIMARY KEY (counter_id, service_id)
);

-- Wall time of the site. A rule that is not bookable keeps its counter for people without appointment.
CREATE TABLE shift_rule (
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  starts time NOT NULL,
  ends time NOT NULL,
  break_starts time,
  break_ends time,
  bookable boolean NOT NULL,
  duration_percent smallint NOT NULL DEFAULT 100 CHECK (duration_percent BETWEEN 50 AND 400),
  PRIMARY KEY (counter_id, weekday, starts),
  CHECK (starts < ends),
  CHECK ((break_starts IS NULL) = (break_ends IS NULL)),
  CHECK (break_starts > starts AND break_ends < ends AND break_starts < break_ends)
);

-- Cells are numbered from the first instant of the site's local day, five elapsed minutes each, so that a
-- day of 23 or 25 hours numbers them without gap or overlap. end_cell is the first cell no longer inside.
CREATE TABLE place (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  day date NOT NULL,
  first_cell smallint NOT NULL CHECK (first_cell >= 0),
  end_cell smallint NOT NULL CHECK (end_cell <= 300),
  break_first_cell smallint,
  break_end_cell smallint,
  duration_percent smallint NOT NULL DEFAULT 100 CHECK (duration_percent BETWEEN 50 AND 400),
  -- The rules no longer give this place, but bookings stand on it: it keeps them and takes no new ones.
  withdrawn boolean NOT NULL DEFAULT false,
  UNIQUE (id, day),
  CONSTRAINT place_once UNIQUE (counter_id, day, first_cell),
  CHECK (first_cell < end_cell),
  CHECK ((break_first_cell IS NULL) = (break_end_cell IS NULL)),
  CHECK (break_first_cell > first_cell AND break_end_cell < end_cell AND break_first_cell < break_end_cell)
);
-- Search reads all places of some days.
CREATE INDEX place_by_day ON place (day, site_id);
