-- Papers that people hand in before the visit: what is kept of them, and what happened to each file. The files lie on
-- disk, sealed; a key is kept here only wrapped by the key of the day on which the file goes.

-- A paper of a matter; its files are its pages.
CREATE TABLE paper (
  id uuid PRIMARY KEY,
  matter_id uuid NOT NULL REFERENCES matter ON DELETE CASCADE,
  -- What it is of the list of the service: its German words there, as paper_seen has them. Null: on no list.
  item text CHECK (length(item) BETWEEN 1 AND 300),
  created_at timestamptz NOT NULL,
  -- What is handed in later for the same item joins it.
  CONSTRAINT paper_once UNIQUE NULLS NOT DISTINCT (matter_id, item)
);

CREATE TABLE paper_file (
  id uuid PRIMARY KEY,
  paper_id uuid NOT NULL REFERENCES paper ON DELETE CASCADE,
  -- The visit whose link or hold it came by: while that one is held, nobody sees the file.
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  -- One of ten places that a visit has for files; the first five until the contact is confirmed.
  slot smallint CHECK (slot BETWEEN 1 AND 10),
  page_order smallint NOT NULL CHECK (page_order BETWEEN 1 AND 1000),
  -- Counts what happened to it.
  version integer NOT NULL CHECK (version > 0),
  state text NOT NULL CHECK (state IN ('received', 'quarantined', 'checking', 'ready', 'refused', 'destroyed')),
  reason text CHECK (reason IN ('empty', 'too_large', 'wrong_kind', 'other_kind', 'too_many_pages', 'too_many_pixels', 'damaged', 'locked', 'hostile')),
  -- As it may be shown, never a path.
  name text CHECK (length(name) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png', 'heic')),
  -- Of the original; of a file that is still coming as its sender says it.
  bytes integer NOT NULL CHECK (bytes BETWEEN 0 AND 15728640),
  received_bytes integer NOT NULL CHECK (received_bytes BETWEEN 0 AND bytes),
  -- Of the sealed file on disk.
  sealed_bytes integer NOT NULL CHECK (sealed_bytes >= 0),
  -- Of the original, which is gone when its pages are there.
  sha256 bytea CHECK (octet_length(sha256) = 32),
  -- The key of the file, wrapped by that of the day, and which of its contents it opens: 1 the original, 2 its pages.
  wrapped_key bytea CHECK (octet_length(wrapped_key) = 60),
  content smallint NOT NULL CHECK (content BETWEEN 1 AND 2),
  -- The day whose end it does not outlive.
  kept_until date NOT NULL,
  pages smallint CHECK (pages BETWEEN 1 AND 60),
  -- No scanner for viruses has seen it: it was only flattened.
  unchecked boolean NOT NULL DEFAULT false,
  tries smallint NOT NULL DEFAULT 0,
  -- Not before this moment is it looked at again.
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Of two files that come at the same moment only one gets a place.
  CONSTRAINT paper_file_slot UNIQUE (visit_id, slot),
  CONSTRAINT paper_file_placed CHECK ((slot IS NOT NULL) = (state IN ('received', 'quarantined', 'checking', 'ready'))),
  CONSTRAINT paper_file_key CHECK ((wrapped_key IS NOT NULL) = (state IN ('received', 'quarantined', 'checking', 'ready'))),
  CONSTRAINT paper_file_named CHECK ((name IS NULL) = (state = 'destroyed')),
  CONSTRAINT paper_file_refused CHECK ((reason IS NOT NULL) = (state = 'refused')),
  CONSTRAINT paper_file_digest CHECK ((sha256 IS NOT NULL) = (state = 'ready')),
  CONSTRAINT paper_file_flattened CHECK ((content = 2 AND pages IS NOT NULL) = (state = 'ready')),
  CONSTRAINT paper_file_unchecked CHECK (NOT unchecked OR state = 'ready')
);
-- What the pipeline takes next; a handful of rows.
CREATE INDEX paper_file_due ON paper_file (due_at) WHERE state IN ('received', 'quarantined', 'checking');
CREATE INDEX paper_file_of_paper ON paper_file (paper_id);
-- The sweep that destroys what is over asks for the oldest.
CREATE INDEX paper_file_kept ON paper_file (kept_until) WHERE wrapped_key IS NOT NULL;

-- What happened to a file, without names: refuses every step that the life cycle does not know.
CREATE TABLE paper_event (
  file_id uuid NOT NULL REFERENCES paper_file ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  from_state text,
  to_state text NOT NULL,
  happened_at timestamptz NOT NULL,
  before_version integer GENERATED ALWAYS AS (nullif(version - 1, 0)) STORED,
  PRIMARY KEY (file_id, version),
  UNIQUE (file_id, version, to_state),
  CONSTRAINT paper_event_begins CHECK ((version = 1) = (from_state IS NULL)),
  CONSTRAINT paper_event_transition CHECK (coalesce(from_state, 'new') || '>' || to_state IN (
    'new>received', 'received>quarantined', 'received>refused', 'received>destroyed',
    'quarantined>checking', 'quarantined>destroyed', 'checking>quarantined', 'checking>ready', 'checking>refused',
    'checking>destroyed', 'ready>destroyed', 'refused>destroyed')),
  -- An event begins where the one before it ended.
  CONSTRAINT paper_event_follows FOREIGN KEY (file_id, before_version, from_state)
    REFERENCES paper_event (file_id, version, to_state)
);
-- The state of a file is what its newest event says.
ALTER TABLE paper_file ADD CONSTRAINT paper_file_state_told FOREIGN KEY (id, version, state)
  REFERENCES paper_event (file_id, version, to_state) DEFERRABLE INITIALLY DEFERRED;

-- A link by which a paper is opened, once, and only in the session that asked for it.
CREATE TABLE paper_link (
  -- Of the link's token and the session together.
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  paper_id uuid NOT NULL REFERENCES paper ON DELETE CASCADE,
  -- A page as picture, from 1; null: all of it as a document.
  page smallint CHECK (page BETWEEN 1 AND 600),
  expires_at timestamptz NOT NULL
);

CREATE INDEX paper_link_of_paper ON paper_link (paper_id);

-- Which services take papers before the visit, and for how many days after it they are kept.
ALTER TABLE service
  ADD COLUMN takes_papers boolean NOT NULL DEFAULT false,
  ADD COLUMN paper_days smallint NOT NULL DEFAULT 14 CHECK (paper_days BETWEEN 1 AND 365);

-- What happens to papers where no scanner for viruses is set up: they wait, or are flattened and marked as unchecked.
ALTER TABLE setting
  ADD COLUMN papers_unscanned text NOT NULL DEFAULT 'wait' CHECK (papers_unscanned IN ('wait', 'mark'));

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed'));
