-- What was decided about shares and hours and when. Who decided it stands in the audit, for 30 days.

CREATE TABLE capacity_change (
  id uuid PRIMARY KEY,
  -- Null: the whole city.
  site_id uuid REFERENCES site ON DELETE CASCADE,
  about text NOT NULL CHECK (about IN ('shares', 'hours')),
  source text NOT NULL CHECK (source IN ('console', 'import')),
  changed_at timestamptz NOT NULL,
  -- All that held before and that holds since.
  before jsonb NOT NULL CHECK (jsonb_typeof(before) = 'object'),
  after jsonb NOT NULL CHECK (jsonb_typeof(after) = 'object'),
  -- The change that this one takes back.
  undoes uuid REFERENCES capacity_change ON DELETE CASCADE
);
CREATE INDEX capacity_change_by_site ON capacity_change (site_id);
CREATE INDEX capacity_change_undoes ON capacity_change (undoes) WHERE undoes IS NOT NULL;

ALTER TABLE audit ADD COLUMN capacity_change_id uuid;
CREATE INDEX audit_by_capacity_change ON audit (capacity_change_id) WHERE capacity_change_id IS NOT NULL;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed'));
