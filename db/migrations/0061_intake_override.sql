-- A manager opens or closes intake by hand, until a time of the same day. Who did it stands in the audit.
CREATE TABLE intake_override (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  -- Null: every service.
  service_id uuid REFERENCES service ON DELETE CASCADE,
  takes_in boolean NOT NULL,
  reason text NOT NULL CHECK (reason IN ('staff_missing', 'disturbance', 'crowded', 'event', 'other')),
  starts_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  -- Taken back before.
  ended_at timestamptz,
  CONSTRAINT intake_override_ends CHECK (until > starts_at AND until <= starts_at + interval '1 day')
);
CREATE INDEX intake_override_by_site ON intake_override (site_id, until);

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released'));
