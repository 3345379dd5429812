-- The breaks of today at counters, once they are over: looking ahead shall not expect them again. They go with the day, and
-- nobody is shown them: when a colleague rests is no figure.
CREATE TABLE counter_rest (
  counter_id uuid NOT NULL REFERENCES counter ON DELETE CASCADE,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  began_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (counter_id, began_at),
  CONSTRAINT counter_rest_order CHECK (ended_at > began_at)
);
-- A look reads those of a site.
CREATE INDEX counter_rest_by_site ON counter_rest (site_id);
