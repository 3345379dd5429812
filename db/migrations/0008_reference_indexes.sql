-- PostgreSQL looks for referring rows whenever a row that is referred to goes or gets another key, and reads the whole
-- table where no index leads there. Columns that are mostly empty are indexed only where they are filled.

-- Each release deletes the places that the rules no longer give, thousands at a time, and asks which are claimed.
CREATE INDEX claim_by_place ON claim (place_id, day);

-- An import removes services and counters that are missing in its files.
CREATE INDEX matter_by_service ON matter (service_id);
-- visit_counter_busy does not answer this: its condition is about states.
CREATE INDEX visit_by_counter ON visit (counter_id) WHERE counter_id IS NOT NULL;
CREATE INDEX step_by_counter ON step (counter_id) WHERE counter_id IS NOT NULL;
CREATE INDEX journal_by_counter ON journal (counter_id) WHERE counter_id IS NOT NULL;
CREATE INDEX audit_by_counter ON audit (counter_id) WHERE counter_id IS NOT NULL;

-- No query asks for them: closures are some dozen rows read whole, the audit is read in the order of its ids.
DROP INDEX closure_by_day;
DROP INDEX audit_time;
