-- Addresses of mails are forgotten some weeks after the visit; the hourly sweep looks only at those that are still kept.
CREATE INDEX message_remembered ON message (visit_id) WHERE recipient <> '';
