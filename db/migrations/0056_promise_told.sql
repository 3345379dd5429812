-- What people were told of their call, and when it came: intervals are corrected by it, and anybody may count after us.
CREATE TABLE promise_told (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  -- Whom it was told; forgotten when the visit's link says nothing any more.
  visit_id uuid REFERENCES visit ON DELETE CASCADE,
  told_at timestamptz NOT NULL,
  booked boolean NOT NULL,
  -- What the simulation expected, uncorrected. Minutes from told_at.
  back double precision NOT NULL,
  low double precision NOT NULL,
  middle double precision NOT NULL,
  high double precision NOT NULL,
  -- What was said.
  says_from timestamptz NOT NULL,
  says_until timestamptz NOT NULL,
  says_back_by timestamptz,
  -- Nothing more comes of it: they were called then, or (without a time) went, were away or set aside before.
  settled boolean NOT NULL DEFAULT false,
  called_at timestamptz,
  CONSTRAINT promise_told_order CHECK (says_from <= says_until),
  CONSTRAINT promise_told_called CHECK (called_at IS NULL OR settled)
);
-- The newest of a site are what its intervals are corrected by; weeks are counted by it.
CREATE INDEX promise_told_by_site ON promise_told (site_id, told_at);
CREATE INDEX promise_told_open ON promise_told (visit_id) WHERE NOT settled;
-- Visits that go take what they were told with them.
CREATE INDEX promise_told_by_visit ON promise_told (visit_id) WHERE visit_id IS NOT NULL;
