-- Of newly released capacity a share goes to the waitlist before anybody else sees it.
ALTER TABLE freed_time DROP CONSTRAINT freed_time_reason_check;
ALTER TABLE freed_time
  ADD CONSTRAINT freed_time_reason_check CHECK (reason IN ('cancelled', 'moved', 'expired', 'returned', 'released'));
