-- How somebody who is away is reached today, for those who have no waiting page on a phone: the number that they gave
-- the information desk, and when a colleague told them to come. Gone with the day.
CREATE TABLE visit_return (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  phone text CHECK (length(phone) BETWEEN 6 AND 40),
  told_at timestamptz,
  CONSTRAINT visit_return_says CHECK (phone IS NOT NULL OR told_at IS NOT NULL)
);

-- Sent to another site, and on the way there until the time that they said.
ALTER TABLE visit ADD COLUMN on_the_way boolean NOT NULL DEFAULT false;
ALTER TABLE visit ADD CONSTRAINT visit_on_the_way CHECK (NOT on_the_way OR away_until IS NOT NULL);
