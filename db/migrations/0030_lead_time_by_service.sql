-- The history of one service, and an import that removes it.
CREATE INDEX lead_time_by_service ON lead_time (service_id, day);
