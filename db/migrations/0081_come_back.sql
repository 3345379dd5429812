-- Who is away from the hall and left a mobile number is told by SMS when it is time to come back.
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message DROP CONSTRAINT message_reminder;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'come_back', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code', 'trial')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'settled', 'come_back'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')
    AND (draft_id IS NOT NULL) = (kind = 'trial')),
  ADD CONSTRAINT message_reminder CHECK (
    (kind IN ('reminder', 'come_back')) = (about_at IS NOT NULL) AND (kind = 'reminder') = (lead_hours IS NOT NULL)),
  -- By no other way somebody hears in time.
  ADD CONSTRAINT message_come_back CHECK (kind <> 'come_back' OR channel = 'sms');
-- Nobody is told twice of one time.
CREATE UNIQUE INDEX message_come_back_once ON message (visit_id, about_at) WHERE kind = 'come_back';
