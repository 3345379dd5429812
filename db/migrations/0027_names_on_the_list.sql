-- A wish for several people is bound to their names, as a booking is.
ALTER TABLE wish_contact
  ADD COLUMN companions text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(companions) <= 11 AND array_position(companions, NULL) IS NULL);
