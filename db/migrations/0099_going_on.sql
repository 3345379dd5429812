-- One booking at a time goes on with a matter, whoever books it and however fast the next one is.

-- Which booking it is that goes on with the matter, counted from 1; null for the visit that began it, for one that goes on
-- with it in the hall, and for those older than this. Two at the same moment count the same, and the index refuses one.
ALTER TABLE visit_matter ADD COLUMN going_on smallint CONSTRAINT visit_matter_going_on_counted CHECK (going_on > 0);
CREATE UNIQUE INDEX visit_matter_going_on ON visit_matter (matter_id, going_on) WHERE going_on IS NOT NULL;

-- Null: staff cancelled it for its person. No browser goes on with it then, but staff may book the next visit.
ALTER TABLE second_try ALTER COLUMN browser DROP NOT NULL;
