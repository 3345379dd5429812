-- The mobile team: its kit, and its tour. A stop is a day on which a site of the kind `mobile` is open; its capacity is
-- that of the team's counters at that site, by shifts of that date.

CREATE TABLE team (
  -- A number, so that the rule of one place at a time can be an exclusion constraint without an extension.
  number smallint PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9-]{2,40}$'),
  texts jsonb NOT NULL,
  -- Where it starts in the morning and where the kit goes back to.
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  -- To set the kit up before a stop, and again to pack it.
  setup_minutes smallint NOT NULL CHECK (setup_minutes BETWEEN 0 AND 240),
  active boolean NOT NULL DEFAULT true
);

-- The kit: what the team can do wherever it is.
CREATE TABLE team_service (
  team_number smallint NOT NULL REFERENCES team ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  PRIMARY KEY (team_number, service_id)
);
CREATE INDEX team_service_by_service ON team_service (service_id);

-- The team's workplaces at a mobile site. A workplace belongs to one team.
CREATE TABLE team_counter (
  counter_id uuid PRIMARY KEY REFERENCES counter ON DELETE CASCADE,
  team_number smallint NOT NULL REFERENCES team ON DELETE CASCADE
);
CREATE INDEX team_counter_by_team ON team_counter (team_number);

-- Wall time of the site.
CREATE TABLE stop (
  id uuid PRIMARY KEY,
  team_number smallint NOT NULL REFERENCES team,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  day date NOT NULL,
  opens time NOT NULL,
  closes time NOT NULL,
  break_starts time,
  break_ends time,
  -- The way there as the planner knows it; without it, by distance.
  travel_minutes smallint CHECK (travel_minutes BETWEEN 0 AND 480),
  -- The team is on its way, sets up, works or packs.
  leaves time NOT NULL,
  packed time NOT NULL,
  created_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  CHECK (leaves <= opens AND opens < closes AND closes <= packed),
  CHECK ((break_starts IS NULL) = (break_ends IS NULL)),
  CHECK (break_starts > opens AND break_ends < closes AND break_starts < break_ends),
  -- A team is at one place at a time, the way there included: of two who plan the same team at once one is refused.
  CONSTRAINT stop_team_elsewhere EXCLUDE USING gist (
    int4range(team_number, team_number, '[]') WITH &&,
    tsrange(day + leaves, day + packed) WITH &&
  ) WHERE (cancelled_at IS NULL)
);
-- A place is served once a day: what happens to its hours happens to one stop.
CREATE UNIQUE INDEX stop_site_once ON stop (site_id, day) WHERE cancelled_at IS NULL;
CREATE INDEX stop_by_day ON stop (day);

-- Closings that a changed or cancelled stop left for the people who had booked there: another stop at the same place
-- and day takes them back.
CREATE TABLE stop_closing (
  closing_id uuid PRIMARY KEY REFERENCES closing ON DELETE CASCADE,
  stop_id uuid NOT NULL REFERENCES stop ON DELETE CASCADE
);
CREATE INDEX stop_closing_by_stop ON stop_closing (stop_id);
