-- Terminals: where a kiosk stands in the drawn house, and what the scanner of an agent has read.

ALTER TABLE device
  -- The key of a kiosk of the house plan; without one the way begins at the first kiosk of the plan.
  ADD COLUMN stands_at text CHECK (stands_at ~ '^[a-z0-9-]{1,40}$'),
  ADD CONSTRAINT device_stands CHECK (stands_at IS NULL OR kind = 'kiosk');

-- A code that a scanner has read, until the page of its kiosk takes it, within seconds. The next one takes its place.
CREATE TABLE scanned_code (
  agent_id uuid PRIMARY KEY REFERENCES device ON DELETE CASCADE,
  code text NOT NULL CHECK (length(code) BETWEEN 6 AND 300 AND code ~ '^[!-~]+$'),
  scanned_at timestamptz NOT NULL
);
