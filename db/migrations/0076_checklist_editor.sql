-- An administrator changes what to bring for a service on a screen, sees each earlier list, and has the way back.

-- Every version of the list of a service that somebody wrote here, and of what stood in the catalogue's file before it;
-- the rows of service and service_paper hold. Who wrote it stands in the audit, for 30 days.
CREATE TABLE service_checklist (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  -- Questions, papers with their conditions, and what is done with papers that are handed in.
  checklist jsonb NOT NULL CHECK (jsonb_typeof(checklist) = 'object'),
  changed_at timestamptz NOT NULL,
  -- It came with the catalogue's file: nobody wrote it here.
  imported boolean NOT NULL,
  -- The earlier version whose list this is again.
  restores uuid REFERENCES service_checklist,
  CONSTRAINT service_checklist_version UNIQUE (service_id, version)
);
COMMENT ON TABLE service_checklist IS 'append-only';
CREATE INDEX service_checklist_restores ON service_checklist (restores) WHERE restores IS NOT NULL;

ALTER TABLE audit ADD COLUMN service_checklist_id uuid;
CREATE INDEX audit_by_service_checklist ON audit (service_checklist_id) WHERE service_checklist_id IS NOT NULL;
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_changed', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn', 'site_closed', 'site_reopened', 'hall_rules_changed', 'hours_changed', 'alarm_raised', 'alarm_ended', 'shares_changed', 'device_paired', 'device_unpaired', 'pairing_changed', 'intake_overridden', 'intake_released', 'papers_opened', 'papers_handed_over', 'papers_destroyed', 'template_changed', 'template_tried', 'checklist_changed'));
