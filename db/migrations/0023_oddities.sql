-- The weekly report of oddities: how often what happened on a day, about nobody.

CREATE TABLE oddity_count (
  day date NOT NULL,
  kind text NOT NULL CHECK (kind IN (
    'held', 'asked', 'booked', 'moved', 'cancelled', 'unconfirmed', 'retaken', 'held_at_release', 'cancelled_at_release',
    'busy_contacts', 'many_names', 'has_open_booking', 'too_many_names', 'contact_paused', 'moved_enough',
    'too_many_open', 'too_many_codes', 'proof_missing', 'proof_wrong', 'proof_spent', 'rate_limited', 'birth_differs')),
  count integer NOT NULL CHECK (count >= 0),
  PRIMARY KEY (day, kind)
);

-- The days of the report are read from the journal. It grows in the order of time, so this index costs a booking next
-- to nothing.
CREATE INDEX journal_by_time ON journal USING brin (happened_at);

-- Null: the pause came by itself, after an unconfirmed time. Staff's pauses hold for a proven contact, too.
ALTER TABLE contact_pause ADD COLUMN reason text CHECK (reason IN ('trading', 'many_names', 'many_bookings'));

ALTER TABLE audit DROP CONSTRAINT audit_reason_check;
ALTER TABLE audit ADD CONSTRAINT audit_reason_check CHECK (reason IN ('second_matter', 'hardship', 'wrong_entry', 'helper', 'new_name', 'trading', 'many_names', 'many_bookings'));
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed'));
