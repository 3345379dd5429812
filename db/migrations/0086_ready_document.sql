-- Finished documents wait for their people, who are told once; contacts are kept as long as a service takes for that.

CREATE TABLE ready_document (
  -- Nobody is told twice of the same matter.
  matter_id uuid CONSTRAINT ready_document_once PRIMARY KEY REFERENCES matter ON DELETE CASCADE,
  -- What was entered together, and can be taken back together.
  run_id uuid NOT NULL,
  message_id uuid NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE,
  noted_at timestamptz NOT NULL
);
CREATE INDEX ready_document_run ON ready_document (run_id);

ALTER TABLE service
  -- So many days after the visit its contact is kept, so that its person can be told that the document is ready.
  ADD COLUMN contact_days smallint NOT NULL DEFAULT 14 CHECK (contact_days BETWEEN 14 AND 120);

ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'ready', 'come_back', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code', 'trial')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'ready', 'come_back'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')
    AND (draft_id IS NOT NULL) = (kind = 'trial'));

ALTER TABLE message_template DROP CONSTRAINT message_template_kind_check;
ALTER TABLE message_template ADD CONSTRAINT message_template_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
ALTER TABLE template_draft DROP CONSTRAINT template_draft_kind_check;
ALTER TABLE template_draft ADD CONSTRAINT template_draft_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
