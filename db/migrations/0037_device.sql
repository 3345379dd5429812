-- Displays and kiosks: paired at a site by a short code, known afterwards by a secret of which only a digest is kept.

CREATE TABLE device (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('display', 'kiosk')),
  token_hash bytea NOT NULL CONSTRAINT device_token UNIQUE CHECK (octet_length(token_hash) = 32),
  -- What a device shows until somebody types it; gone once it is paired.
  code text CONSTRAINT device_code UNIQUE CHECK (code ~ '^[0-9A-Z]{6}$'),
  code_until timestamptz,
  site_id uuid REFERENCES site,
  name text CHECK (length(name) BETWEEN 1 AND 60),
  paired_at timestamptz,
  seen_at timestamptz NOT NULL,
  -- What a display says and how loud. Quiet hours are the site's wall time and may span midnight.
  language text NOT NULL DEFAULT 'de' CHECK (language IN ('de', 'de-simple', 'en')),
  second_language text DEFAULT 'en' CHECK (second_language IN ('de', 'de-simple', 'en')),
  volume smallint NOT NULL DEFAULT 70 CHECK (volume BETWEEN 0 AND 100),
  quiet_from time,
  quiet_until time,
  speaks boolean NOT NULL DEFAULT true,
  flashes boolean NOT NULL DEFAULT false,
  CONSTRAINT device_waits_or_is_paired CHECK (
    (code IS NOT NULL AND code_until IS NOT NULL AND site_id IS NULL AND name IS NULL AND paired_at IS NULL)
    OR (code IS NULL AND code_until IS NULL AND site_id IS NOT NULL AND name IS NOT NULL AND paired_at IS NOT NULL)
  ),
  CONSTRAINT device_two_languages CHECK (second_language IS NULL OR second_language <> language),
  CONSTRAINT device_quiet CHECK ((quiet_from IS NULL) = (quiet_until IS NULL) AND (quiet_from IS NULL OR quiet_from <> quiet_until))
);
-- The list of a site's devices.
CREATE INDEX device_of_site ON device (site_id) WHERE site_id IS NOT NULL;

-- One row at most: whether displays and kiosks must be paired. Without it they need not.
CREATE TABLE device_rule (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  pairing_required boolean NOT NULL
);
