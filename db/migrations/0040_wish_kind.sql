-- How somebody who waits wants to be served, as bookings say it: an offer becomes a booking of this kind.

ALTER TABLE wish ADD COLUMN kind text NOT NULL DEFAULT 'on_site' CHECK (kind IN ('on_site', 'telephone', 'video'));
