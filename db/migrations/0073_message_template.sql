-- A city words subject, opening and closing of its mails by itself, sees beforehand how they arrive, and has each earlier version.

-- Every version of the words of a kind of mail; the newest holds. Who wrote it stands in the audit, for 30 days.
CREATE TABLE message_template (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_time', 'settled', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  -- Subject, opening and closing in each language; what is empty is as built in.
  texts jsonb NOT NULL CHECK (jsonb_typeof(texts) = 'object'),
  changed_at timestamptz NOT NULL,
  -- The earlier version whose words these are again.
  restores uuid REFERENCES message_template
);
COMMENT ON TABLE message_template IS 'append-only';
-- The newest version of a kind is read before each mail; ids grow with time.
CREATE INDEX message_template_newest ON message_template (kind, id DESC);
CREATE INDEX message_template_restores ON message_template (restores) WHERE restores IS NOT NULL;

-- Words that somebody looks at and sends to themselves before they count; kept for a day.
CREATE TABLE template_draft (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_time', 'settled', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  texts jsonb NOT NULL CHECK (jsonb_typeof(texts) = 'object'),
  written_at timestamptz NOT NULL
);
CREATE INDEX template_draft_age ON template_draft (written_at);

ALTER TABLE message ADD COLUMN draft_id uuid REFERENCES template_draft ON DELETE CASCADE;
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code', 'trial')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')
    AND (draft_id IS NOT NULL) = (kind = 'trial'));
-- Few rows: how many were sent within the hour, and what goes with its draft.
CREATE INDEX message_by_draft ON message (draft_id) WHERE draft_id IS NOT NULL;

ALTER TABLE audit ADD COLUMN message_template_id uuid;
CREATE INDEX audit_by_message_template ON audit (message_template_id) WHERE message_template_id IS NOT NULL;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed', 'template_changed', 'template_tried'));
