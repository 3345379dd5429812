-- A mail is about a visit or about a wish.
ALTER TABLE message ALTER COLUMN visit_id DROP NOT NULL;
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message
  ADD COLUMN wish_id uuid REFERENCES wish ON DELETE CASCADE,
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'wish_confirm', 'wish_offer', 'wish_ended')),
  ADD CONSTRAINT message_about CHECK ((kind IN ('wish_confirm', 'wish_offer', 'wish_ended')) = (visit_id IS NULL) AND (visit_id IS NULL) = (wish_id IS NOT NULL));
CREATE INDEX message_by_wish ON message (wish_id) WHERE wish_id IS NOT NULL;

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit
  ADD COLUMN wish_id uuid,
  ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined'));
