-- Whom a closing or a move of their site concerns is called like everybody else on the list: how often in vain, and when it
-- is worth calling again.

ALTER TABLE replacement
  ADD COLUMN call_tries smallint NOT NULL DEFAULT 0 CHECK (call_tries >= 0),
  ADD COLUMN call_again_at timestamptz;

ALTER TABLE relocation_notice
  ADD COLUMN call_tries smallint NOT NULL DEFAULT 0 CHECK (call_tries >= 0),
  ADD COLUMN call_again_at timestamptz;
