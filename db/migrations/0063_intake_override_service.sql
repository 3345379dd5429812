-- A service that leaves the catalogue takes along what was decided of it by hand.
CREATE INDEX intake_override_by_service ON intake_override (service_id) WHERE service_id IS NOT NULL;
