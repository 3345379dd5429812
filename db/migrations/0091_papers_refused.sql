-- `papers_refused`: files that came for a visit could not be taken.
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'papers_refused', 'settled', 'ready', 'come_back', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code', 'trial')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'papers_refused', 'settled', 'ready', 'come_back'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')
    AND (draft_id IS NOT NULL) = (kind = 'trial'));

ALTER TABLE message_template DROP CONSTRAINT message_template_kind_check;
ALTER TABLE message_template ADD CONSTRAINT message_template_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_some', 'papers_refused', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
ALTER TABLE template_draft DROP CONSTRAINT template_draft_kind_check;
ALTER TABLE template_draft ADD CONSTRAINT template_draft_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_good', 'papers_some', 'papers_refused', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
