-- What combines in one visit: a service may stand alone, and two services may keep apart.
-- shared_step is what several services have in common (photo and fingerprints): done once for each person of a visit,
-- so that beside another service with the same step a service takes these minutes less.
ALTER TABLE service
  ADD COLUMN stands_alone boolean NOT NULL DEFAULT false,
  ADD COLUMN shared_step text CHECK (shared_step ~ '^[a-z0-9-]{2,40}$'),
  ADD COLUMN shared_minutes smallint,
  ADD CONSTRAINT service_shared_step_minutes CHECK ((shared_step IS NULL) = (shared_minutes IS NULL)),
  ADD CONSTRAINT service_shared_minutes_within CHECK (shared_minutes BETWEEN 1 AND minutes);

-- One row for each pair, the smaller id first: it holds both ways or not at all.
CREATE TABLE service_apart (
  one_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  other_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  PRIMARY KEY (one_id, other_id),
  CHECK (one_id < other_id)
);

-- The other end of the foreign key, for an import that removes a service.
CREATE INDEX service_apart_other ON service_apart (other_id);
