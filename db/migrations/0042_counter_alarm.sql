-- Somebody at a counter calls for help. The row stands while the alarm does and goes with its end: who pressed is never
-- written down, and afterwards nothing names the counter.

CREATE TABLE counter_alarm (
  -- One alarm at a counter at a time; pressing again is the same alarm.
  counter_id uuid PRIMARY KEY REFERENCES counter ON DELETE CASCADE,
  id uuid NOT NULL UNIQUE,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  raised_at timestamptz NOT NULL,
  -- The newest press; colleagues hear it again.
  pressed_at timestamptz NOT NULL CHECK (pressed_at >= raised_at),
  -- How many colleagues said that they go there.
  coming smallint NOT NULL DEFAULT 0 CHECK (coming BETWEEN 0 AND 99)
);
CREATE INDEX counter_alarm_of_site ON counter_alarm (site_id);

-- That there was an alarm at a site, without counter and person.
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended'));
ALTER TABLE audit ADD CONSTRAINT audit_alarm_names_nobody
  CHECK (action NOT IN ('alarm_raised', 'alarm_ended') OR (staff_id IS NULL AND counter_id IS NULL));
