-- A site sends its mails under a name and an address of its own.

CREATE TABLE site_sender (
  site_id uuid PRIMARY KEY REFERENCES site ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  address text NOT NULL CHECK (length(address) <= 254 AND address ~ '^[A-Za-z0-9_.+-]+@[a-z0-9.-]+$'),
  -- Where answers go. NULL: to the address itself.
  reply_address text CHECK (length(reply_address) <= 254 AND reply_address ~ '^[A-Za-z0-9_.+-]+@[a-z0-9.-]+$')
);

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed', 'template_changed', 'template_tried', 'checklist_changed', 'setup_changed', 'sender_changed'));
