-- Messages about wishes that did not arrive stand on staff's list, too; few rows.
CREATE INDEX message_undelivered_wish ON message (wish_id)
  WHERE state IN ('failed', 'unknown') AND failure <> 'out_of_date' AND wish_id IS NOT NULL;
