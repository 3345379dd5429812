-- A wish for a scarce service is bound to a birth date, as a booking is: only a keyed digest of it with the name. It
-- goes with the contact when the wish ends; an accepted offer hands it to its visit.
ALTER TABLE wish_contact ADD COLUMN birth bytea;
