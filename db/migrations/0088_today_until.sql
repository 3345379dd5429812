-- Booking for today asks what the kiosk asks, of whoever would come for that time: so times of today can end before the
-- day does. Null: all of today from `bookable_from` on.
ALTER TABLE today_stop ADD COLUMN bookable_until timestamptz;
