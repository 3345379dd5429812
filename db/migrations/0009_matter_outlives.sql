-- A matter outlives the visit: it has a reference of its own, and several visits, one after the other, can be about it.

CREATE TABLE visit_matter (
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  service_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  -- How far this visit brought the matter. What holds now stands with the matter; a later visit may change that.
  outcome text CHECK (outcome IN ('done', 'partly', 'not_possible', 'moved')),
  -- A visit has a service once.
  PRIMARY KEY (visit_id, service_id)
);
INSERT INTO visit_matter (visit_id, service_id, matter_id, outcome) SELECT visit_id, service_id, id, outcome FROM matter;

-- Spoken and typed by people: V and nine of the characters that nobody mixes up. V is none of these, and booking
-- numbers have eight, so that neither is taken for the other.
ALTER TABLE matter ADD COLUMN reference text;
DO $$
BEGIN
  LOOP
    UPDATE matter SET reference = 'V' || (
      SELECT string_agg(substr('34679ACDEFGHJKMNPQRTWXY', 1 + floor(random() * 23)::int, 1), '')
      FROM generate_series(1, 9) WHERE matter.id IS NOT NULL)
    WHERE reference IS NULL;
    -- Two that got the same, once in some million matters: the later one draws again.
    UPDATE matter SET reference = NULL FROM (
      SELECT id, row_number() OVER (PARTITION BY reference ORDER BY id) AS nth FROM matter) AS counted
    WHERE counted.id = matter.id AND counted.nth > 1;
    EXIT WHEN NOT FOUND;
  END LOOP;
END $$;

ALTER TABLE matter DROP COLUMN visit_id;
DROP INDEX matter_by_service;
ALTER TABLE matter
  ALTER COLUMN reference SET NOT NULL,
  ADD CONSTRAINT matter_reference UNIQUE (reference),
  ADD CONSTRAINT matter_reference_written CHECK (reference ~ '^V[34679ACDEFGHJKMNPQRTWXY]{9}$'),
  -- Also the index for services that an import removes.
  ADD CONSTRAINT matter_service UNIQUE (service_id, id);
-- The service of a visit's matter is that of the matter.
ALTER TABLE visit_matter ADD CONSTRAINT visit_matter_of FOREIGN KEY (matter_id, service_id) REFERENCES matter (id, service_id);
-- The visits of a matter.
CREATE INDEX visit_matter_by_matter ON visit_matter (matter_id);

-- The visits that follow one; most follow none.
CREATE INDEX visit_following ON visit (follows_visit_id) WHERE follows_visit_id IS NOT NULL;
