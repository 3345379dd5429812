-- An administrator decides on a screen when and by what people are reminded of their visit for a service. Its versions stand
-- beside those of what to bring: each row has one of the two.

ALTER TABLE service_checklist
  ALTER COLUMN checklist DROP NOT NULL,
  ADD COLUMN reminders jsonb CHECK (jsonb_typeof(reminders) = 'object'),
  ADD CONSTRAINT service_checklist_one CHECK (num_nonnulls(checklist, reminders) = 1);

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed', 'template_changed', 'template_tried', 'checklist_changed', 'setup_changed', 'sender_changed', 'reminders_changed'));
