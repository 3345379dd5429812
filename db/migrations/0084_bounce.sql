-- Messages that came back later count against their address, too, and are not forgotten because a server on the way took the next one.

ALTER TABLE refused_address
  ALTER COLUMN refusals SET DEFAULT 0,
  DROP CONSTRAINT refused_address_refusals_check,
  ADD CONSTRAINT refused_address_refusals_check CHECK (refusals >= 0),
  ADD COLUMN bounces smallint NOT NULL DEFAULT 0 CHECK (bounces >= 0);
