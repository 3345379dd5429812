-- What is done in a moment, and what a need is worth that people tell a device themselves.

-- Something finished is picked up, or only a question: the kiosk names them always, and a pick-up is a credit.
ALTER TABLE service ADD COLUMN quick text CHECK (quick IN ('pick_up', 'question'));

ALTER TABLE hall_rule
  ADD COLUMN own_need_credit_minutes smallint CHECK (own_need_credit_minutes BETWEEN 0 AND 120);
