-- What to bring depends on short questions: their answers choose among the papers of a service.
ALTER TABLE service ADD COLUMN questions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(questions) = 'array');

-- A paper with a condition says it twice: as data, and in words for whoever has not answered. Papers of one choice stand
-- in for one another.
ALTER TABLE service_paper
  ADD COLUMN needed_when jsonb CHECK (jsonb_typeof(needed_when) = 'array'),
  ADD COLUMN only_if jsonb,
  ADD COLUMN choice text CHECK (choice ~ '^[a-z0-9-]{2,40}$'),
  ADD CONSTRAINT service_paper_condition_in_words CHECK ((needed_when IS NULL) = (only_if IS NULL));

-- Codes of the catalogue alone: no birth date, nothing typed. They go with the matter and are gone with it.
ALTER TABLE matter ADD COLUMN answers jsonb CHECK (jsonb_typeof(answers) = 'object' AND length(answers::text) <= 1000);
