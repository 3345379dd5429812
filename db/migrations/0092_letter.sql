-- Letters for people whom no other message reaches: their address, and the print runs that took them.

ALTER TABLE visit_contact
  -- Where letters go; deleted with the rest of the contact.
  ADD COLUMN postal jsonb CHECK (jsonb_typeof(postal) = 'object' AND length(postal::text) <= 600);

-- All letters that were printed together.
CREATE TABLE letter_run (
  id uuid PRIMARY KEY,
  -- Stands on its letters, so that one that comes back can be named.
  number integer NOT NULL CONSTRAINT letter_run_number UNIQUE CHECK (number > 0),
  -- NULL: of all sites.
  site_id uuid REFERENCES site,
  made_at timestamptz NOT NULL,
  posted_at timestamptz
);
-- Those that wait for the post; few rows.
CREATE INDEX letter_run_open ON letter_run (made_at) WHERE posted_at IS NULL;

CREATE TABLE letter (
  -- A letter is printed once: of two runs at the same moment one is refused.
  message_id uuid CONSTRAINT letter_once PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  run_id uuid NOT NULL REFERENCES letter_run,
  position smallint NOT NULL CHECK (position > 0),
  CONSTRAINT letter_position UNIQUE (run_id, position)
);

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed', 'template_changed', 'template_tried', 'checklist_changed', 'setup_changed', 'sender_changed', 'reminders_changed', 'letters_printed', 'letters_posted', 'letters_taken_back', 'letter_returned'));
