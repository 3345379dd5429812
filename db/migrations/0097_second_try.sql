-- Who books anew after a visit that came to nothing: the browser that may take its matters, and with them their papers,
-- into the next booking. Until then the papers of a cancelled booking are kept.

CREATE TABLE second_try (
  -- The visit that was cancelled, missed or did not settle its matters; of two linked ones the first.
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  -- The digest of its secret, as in visit.hold_browser: no other browser gets anything.
  browser text NOT NULL,
  -- Its person has pressed "book again with my papers": the next hold of this browser carries the matters.
  chosen boolean NOT NULL,
  until timestamptz NOT NULL
);
-- One at a time is gone on with.
CREATE UNIQUE INDEX second_try_chosen ON second_try (browser) WHERE chosen;
CREATE INDEX second_try_of_browser ON second_try (browser);
