-- Counts up whenever city data (settings, sites, catalogue, counters) change, so that nodes may keep them in memory.
-- Read in the round trip that opens every transaction.
CREATE TABLE reference_version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL
);
INSERT INTO reference_version (version) VALUES (1);
