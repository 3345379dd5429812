-- What was decided about the rules of the hall and when. Who decided it stands in the audit, for 30 days.

CREATE TABLE hall_rule_change (
  id uuid PRIMARY KEY,
  -- Null: the whole city.
  site_id uuid REFERENCES site ON DELETE CASCADE,
  changed_at timestamptz NOT NULL,
  -- All that was decided for the city or the site, before and afterwards; what is missing holds as elsewhere.
  before jsonb NOT NULL CHECK (jsonb_typeof(before) = 'object'),
  rules jsonb NOT NULL CHECK (jsonb_typeof(rules) = 'object'),
  -- The change that this one takes back.
  undoes uuid REFERENCES hall_rule_change ON DELETE CASCADE
);
CREATE INDEX hall_rule_change_by_site ON hall_rule_change (site_id);
CREATE INDEX hall_rule_change_undoes ON hall_rule_change (undoes) WHERE undoes IS NOT NULL;

ALTER TABLE audit ADD COLUMN hall_rule_change_id uuid;
CREATE INDEX audit_by_hall_rule_change ON audit (hall_rule_change_id) WHERE hall_rule_change_id IS NOT NULL;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed'));
