-- Whether numbers are drawn only while one more person can still be served today, and what one more may cost the staff.
ALTER TABLE hall_rule
  ADD COLUMN intake_control smallint CHECK (intake_control BETWEEN 0 AND 1),
  ADD COLUMN intake_extra_minutes smallint CHECK (intake_extra_minutes BETWEEN 0 AND 30);
