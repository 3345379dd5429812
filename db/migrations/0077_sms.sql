-- SMS, and by which channels people can be reminded.

ALTER TABLE setting
  -- From whom SMS come, as phones show it. NULL: the city sends none.
  ADD COLUMN sms_sender text CHECK (sms_sender ~ '^[A-Za-z0-9 ]{3,11}$'),
  ADD COLUMN reminder_channels text[] NOT NULL DEFAULT '{mail,sms,push}'
    CHECK (reminder_channels <@ ARRAY['mail', 'sms', 'push']);

ALTER TABLE service
  -- NULL: as everywhere in the city.
  ADD COLUMN reminder_channels text[] CHECK (reminder_channels <@ ARRAY['mail', 'sms', 'push']);

ALTER TABLE visit_contact
  -- Where SMS go, as E.164; apart from the number at which somebody is called.
  ADD COLUMN mobile text CHECK (mobile ~ '^\+[1-9][0-9]{6,14}$');
