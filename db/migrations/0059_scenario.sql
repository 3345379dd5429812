-- What planners ask: how the last month's days of a site would have gone otherwise, and what came of it. Who asked
-- stands nowhere, only as what they did.

CREATE TABLE scenario (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  version integer NOT NULL CHECK (version > 0),
  changes jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'object'),
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL CHECK (saved_by IN ('manager', 'administrator')),
  -- Of these changes; null: not played yet.
  outcome jsonb CHECK (jsonb_typeof(outcome) = 'object'),
  played_at timestamptz,
  -- Can be brought back for 30 days.
  removed_at timestamptz,
  CHECK ((outcome IS NULL) = (played_at IS NULL))
);
-- Some dozen rows; a site that goes takes its own along.
CREATE INDEX scenario_by_site ON scenario (site_id);
