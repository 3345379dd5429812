-- `papers_unsent`: papers are needed for a visit, and none came.
ALTER TABLE message_template DROP CONSTRAINT message_template_kind_check;
ALTER TABLE message_template ADD CONSTRAINT message_template_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_unsent', 'papers_good', 'papers_some', 'papers_refused', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
ALTER TABLE template_draft DROP CONSTRAINT template_draft_kind_check;
ALTER TABLE template_draft ADD CONSTRAINT template_draft_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'closed_none', 'reopened', 'relocated', 'relocation_undone', 'reminder', 'papers_wanted', 'papers_unsent', 'papers_good', 'papers_some', 'papers_refused', 'papers_time', 'settled', 'ready', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code'));
