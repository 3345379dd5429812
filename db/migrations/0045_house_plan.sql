-- The house of a site as it is drawn: levels, rooms, entrances, counters, waiting places. Read and saved as a whole;
-- what a sound plan is stands in features/house/model/planFaults.ts.

CREATE TABLE house_plan (
  site_id uuid PRIMARY KEY REFERENCES site ON DELETE CASCADE,
  -- Counts up with every change: nobody overwrites what they have not seen.
  version integer NOT NULL CHECK (version > 0),
  plan jsonb NOT NULL CHECK (jsonb_typeof(plan) = 'object'),
  changed_at timestamptz NOT NULL
);
