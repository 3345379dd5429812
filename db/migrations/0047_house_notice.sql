-- What the house wants to say on its displays: of one site, or of all (no site), from when until when.

CREATE TABLE house_notice (
  id uuid PRIMARY KEY,
  site_id uuid REFERENCES site ON DELETE CASCADE,
  texts jsonb NOT NULL,
  shows_from timestamptz NOT NULL,
  shows_until timestamptz NOT NULL,
  -- Taken back; until somebody forgets it for good it can be shown again.
  withdrawn_at timestamptz,
  changed_at timestamptz NOT NULL,
  CONSTRAINT house_notice_lasts CHECK (shows_from < shows_until)
);

-- What a screen shows while nobody is called: the calls, or what the house has to say. A call always comes first.
ALTER TABLE device ADD COLUMN shows text NOT NULL DEFAULT 'calls' CHECK (shows IN ('calls', 'house'));
