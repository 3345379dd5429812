-- A landlord confirms online that somebody has moved in (§ 19 of the Federal Registration Act), by a link of their own.

-- Which paper of a service has a form that somebody else fills in.
ALTER TABLE service_paper ADD COLUMN form text CHECK (form IN ('landlord'));

-- A link that the citizen passes on. What is typed there is kept nowhere but in the paper that is made of it.
CREATE TABLE landlord_link (
  id uuid PRIMARY KEY,
  -- With the visit it ends.
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  matter_id uuid NOT NULL REFERENCES matter ON DELETE CASCADE,
  -- The German words of the service's list, as paper.item has them.
  item text NOT NULL CHECK (length(item) BETWEEN 1 AND 300),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  made_at timestamptz NOT NULL,
  -- It opens once; then the paper is there.
  used_at timestamptz,
  CONSTRAINT landlord_link_digest UNIQUE (digest)
);
-- Of two presses at once one makes the link.
CREATE UNIQUE INDEX landlord_link_open ON landlord_link (matter_id, item) WHERE used_at IS NULL;
CREATE INDEX landlord_link_of_visit ON landlord_link (visit_id);
