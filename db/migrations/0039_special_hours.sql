-- Hours of one date, instead of those of its weekday: a long evening, a Saturday before elections.

-- Wall time of the site.
CREATE TABLE special_hours (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  day date NOT NULL,
  opens time NOT NULL,
  closes time NOT NULL,
  PRIMARY KEY (site_id, day, opens),
  CHECK (opens < closes)
);
-- Read from a day on.
CREATE INDEX special_hours_by_day ON special_hours (day);

-- Who gave a site other hours stands in the audit like every other act: for 30 days.
ALTER TABLE audit ADD COLUMN site_id uuid;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed'));
