-- The day on which clocks go back has 25 hours.
ALTER TABLE intake_override DROP CONSTRAINT intake_override_ends;
ALTER TABLE intake_override ADD CONSTRAINT intake_override_ends
  CHECK (until > starts_at AND until <= starts_at + interval '25 hours');
