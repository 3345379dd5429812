-- What a step was for when it ended by a hand-over, so that the hand-over can be taken back: null means every matter.
ALTER TABLE step ADD COLUMN service_ids uuid[];
