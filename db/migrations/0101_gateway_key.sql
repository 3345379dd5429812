-- An SMS that did not arrive can be sent once more: its gateway must not take it for the one that it has had.

-- Under which an SMS gateway knows a message; null: under its id.
ALTER TABLE message ADD COLUMN gateway_key uuid;
CREATE UNIQUE INDEX message_gateway_key ON message (gateway_key) WHERE gateway_key IS NOT NULL;
