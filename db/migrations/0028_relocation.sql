-- A site moves: from a day on it has another address. Bookings follow, and everybody whom that concerns is told once.

CREATE TABLE relocation (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  -- Local to the site; the address holds from its midnight on, until the next move.
  first_day date NOT NULL,
  texts jsonb NOT NULL,
  district text NOT NULL CHECK (district ~ '\S'),
  street text NOT NULL CHECK (street ~ '\S'),
  postcode text NOT NULL CHECK (postcode ~ '\S'),
  town text NOT NULL CHECK (town ~ '\S'),
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  step_free boolean NOT NULL,
  family_friendly boolean NOT NULL,
  self_service boolean NOT NULL,
  created_at timestamptz NOT NULL,
  withdrawn_at timestamptz
);
-- Of two who announce a move for the same day, one is refused.
CREATE UNIQUE INDEX relocation_once ON relocation (site_id, first_day) WHERE withdrawn_at IS NULL;

-- Whose booking follows: one row for each visit, however often its address changed.
CREATE TABLE relocation_notice (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  -- So often the entry in the calendar was changed; its sequence grows by it.
  changes smallint NOT NULL CHECK (changes > 0),
  -- The last change went out by mail; without mail somebody calls or writes.
  mailed boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  told_at timestamptz,
  CONSTRAINT relocation_notice_told CHECK (NOT mailed OR told_at IS NULL)
);
-- The list of those to be told.
CREATE INDEX relocation_notice_untold ON relocation_notice (visit_id) WHERE NOT mailed;

ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code'));

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('signed_in', 'signed_out', 'counter_opened', 'counter_closed', 'booking_made', 'booking_moved', 'booking_cancelled', 'audit_read', 'imported', 'wish_added', 'wish_removed', 'offer_accepted', 'offer_declined', 'plan_published', 'limit_overridden', 'name_corrected', 'contact_paused', 'contact_resumed', 'relocation_announced', 'relocation_changed', 'relocation_withdrawn'));
