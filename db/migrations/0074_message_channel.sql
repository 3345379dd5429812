-- Messages reach people by other ways than mail, too: SMS, push, letter, and a list of those who are called.

ALTER TABLE message
  ADD COLUMN channel text NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'sms', 'push', 'letter', 'telephone'));
-- Each channel has senders of its own, so that one that is away holds up no other.
DROP INDEX message_due;
CREATE INDEX message_due ON message (channel, due_at, id) WHERE state = 'due';
DROP INDEX message_urgent;
CREATE INDEX message_urgent ON message (channel, due_at, id) WHERE state = 'due' AND kind <> 'reminder';
-- By each way once.
DROP INDEX message_reminder_once;
CREATE UNIQUE INDEX message_reminder_once ON message (visit_id, channel, lead_hours, about_at) WHERE kind = 'reminder';

ALTER TABLE visit_contact
  -- By which way its person hears of the visit. NULL: by mail, where there is an address.
  ADD COLUMN told_by text CHECK (told_by IN ('mail', 'sms', 'push', 'letter', 'telephone'));
ALTER TABLE visit_contact DROP CONSTRAINT visit_contact_reminders_check;
ALTER TABLE visit_contact ADD CONSTRAINT visit_contact_reminders_check
  CHECK (array_to_string(reminders, ',') ~ '^((mail|sms|push) [1-9][0-9]{0,2}(,|$))*$');
