-- When a new day becomes bookable: as soon as the horizon reaches it, or once a day at a minute that nobody can know.

ALTER TABLE setting
  -- Wall times of the city.
  ADD COLUMN release_opens time,
  ADD COLUMN release_closes time,
  ADD CONSTRAINT setting_release CHECK ((release_opens IS NULL) = (release_closes IS NULL) AND release_opens < release_closes);

-- The moment drawn for a day, the same for all nodes; the day before goes with the next draw.
CREATE TABLE release_moment (
  day date PRIMARY KEY,
  at timestamptz NOT NULL,
  released boolean NOT NULL DEFAULT false
);
