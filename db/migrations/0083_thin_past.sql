-- The past of a demonstration is played with a part of its people, because a first start has no time for all of them: before
-- this day each who came stands for so many. A real city has no row.
CREATE TABLE thin_past (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  before_day date NOT NULL,
  one_of smallint NOT NULL CHECK (one_of BETWEEN 2 AND 1000)
);
