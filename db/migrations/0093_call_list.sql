-- What reached nobody is told by telephone: how often somebody called in vain, and when it is worth calling again.

ALTER TABLE message
  ADD COLUMN call_tries smallint NOT NULL DEFAULT 0 CHECK (call_tries >= 0),
  ADD COLUMN call_again_at timestamptz;
