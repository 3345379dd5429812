-- What belongs to no city. Always named in full; authority roles may read what they need and write nothing.
CREATE SCHEMA IF NOT EXISTS shared;
CREATE SCHEMA IF NOT EXISTS ext;

-- One row; its key is part of every role's name, because roles belong to the whole cluster.
CREATE TABLE IF NOT EXISTS shared.installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  key text NOT NULL CHECK (key ~ '^[a-z0-9]{8}$'),
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS shared.authority (
  key text PRIMARY KEY CHECK (key ~ '^[a-z][a-z0-9-]{1,39}$'),
  schema_name text NOT NULL UNIQUE,
  role_name text NOT NULL UNIQUE,
  hostnames text[] NOT NULL,
  demo boolean NOT NULL,
  -- Added to the database's time; only a demo authority may have one.
  demo_offset_ms bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  CHECK (demo OR demo_offset_ms = 0)
);

CREATE TABLE IF NOT EXISTS shared.migration (
  authority_key text NOT NULL REFERENCES shared.authority ON DELETE CASCADE,
  version integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (authority_key, version)
);
