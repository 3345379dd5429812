-- A booking is bound to names: whoever comes along is named, too, counts for the limits per person, and a typing
-- error is corrected by staff.

ALTER TABLE visit_contact
  ADD COLUMN companions text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(companions) <= 11 AND array_position(companions, NULL) IS NULL);

-- Each name of a booking has a slot of its own.
ALTER TABLE booked_by DROP CONSTRAINT booked_by_pkey;
ALTER TABLE booked_by ADD PRIMARY KEY (visit_id, contact, family, name);

-- The journal says that a name was corrected, never which.
ALTER TABLE journal DROP CONSTRAINT journal_event_check;
ALTER TABLE journal ADD CONSTRAINT journal_event_check CHECK (event IN ('held', 'hold_extended', 'contact_given', 'name_corrected', 'booked', 'moved', 'expired', 'cancelled', 'ticket_drawn', 'checked_in', 'called', 'called_again', 'started', 'finished', 'missed', 'returned', 'withdrawn', 'left', 'no_show'));

ALTER TABLE audit DROP CONSTRAINT audit_reason_check;
ALTER TABLE audit ADD CONSTRAINT audit_reason_check CHECK (reason IN ('second_matter', 'hardship', 'wrong_entry', 'helper', 'new_name'));
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected'));
