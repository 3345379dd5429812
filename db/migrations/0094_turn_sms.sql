-- Who waits without a phone page is told of their turn by SMS: the mobile number that they typed at the kiosk or gave the
-- information desk. Gone with the wait, at the latest with its day.
CREATE TABLE visit_mobile (
  visit_id uuid PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
  mobile text NOT NULL CHECK (mobile ~ '^\+[1-9][0-9]{6,14}$'),
  -- Of which wait they were told that their turn is near: how often a call had been missed. NULL: of none.
  told_turn smallint CHECK (told_turn >= 0)
);

-- How often a number was given today, by its keyed digest, so that nobody has SMS sent to strangers.
CREATE TABLE mobile_given (
  digest bytea NOT NULL,
  day date NOT NULL,
  nth smallint NOT NULL CHECK (nth BETWEEN 1 AND 3),
  site_id uuid NOT NULL REFERENCES site,
  given_at timestamptz NOT NULL,
  CONSTRAINT mobile_given_nth PRIMARY KEY (digest, day, nth)
);
-- The numbers given at a site in the last minutes are counted.
CREATE INDEX mobile_given_at ON mobile_given (site_id, given_at);

ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message DROP CONSTRAINT message_about;
ALTER TABLE message
  ADD CONSTRAINT message_kind_check CHECK (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'papers_refused', 'settled', 'ready', 'ticket', 'soon', 'come_back', 'wish_confirm', 'wish_offer', 'wish_ended', 'contact_code', 'trial')),
  ADD CONSTRAINT message_about CHECK (
    (visit_id IS NOT NULL) = (kind IN ('confirm', 'booked', 'moved', 'cancelled', 'closed', 'reopened', 'relocated', 'reminder', 'papers_checked', 'papers_refused', 'settled', 'ready', 'ticket', 'soon', 'come_back'))
    AND (wish_id IS NOT NULL) = (kind IN ('wish_confirm', 'wish_offer', 'wish_ended'))
    AND (check_id IS NOT NULL) = (kind = 'contact_code')
    AND (draft_id IS NOT NULL) = (kind = 'trial')),
  -- By no other way somebody who waits hears in time.
  DROP CONSTRAINT message_come_back,
  ADD CONSTRAINT message_turn CHECK (kind NOT IN ('ticket', 'soon', 'come_back') OR channel = 'sms');
