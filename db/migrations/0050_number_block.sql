-- Blocks of ticket numbers handed to a kiosk or a mobile team for one day. They come from the same counter as the
-- server's own numbers, so the two never meet; what is not used is used by nobody.

CREATE TABLE number_block (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  day date NOT NULL,
  prefix text NOT NULL CHECK (prefix ~ '^[A-Z]$'),
  first_number smallint NOT NULL CHECK (first_number > 0),
  last_number smallint NOT NULL,
  -- Who has it: a paired device, or somebody by a name, e.g. a mobile team.
  device_id uuid REFERENCES device ON DELETE SET NULL,
  holder text NOT NULL CHECK (length(holder) BETWEEN 1 AND 60),
  given_at timestamptz NOT NULL,
  -- From then on no number of it is used any more.
  returned_at timestamptz,
  CONSTRAINT number_block_order CHECK (last_number BETWEEN first_number AND first_number + 199),
  CONSTRAINT number_block_of UNIQUE (id, site_id, day, prefix, first_number, last_number)
);
CREATE INDEX number_block_day ON number_block (site_id, day);
CREATE INDEX number_block_device ON number_block (device_id) WHERE device_id IS NOT NULL;

-- Each number of each block: in one block only, inside of it, for its site and its day, and for one person at most.
CREATE TABLE block_number (
  site_id uuid NOT NULL,
  day date NOT NULL,
  prefix text NOT NULL,
  number smallint NOT NULL,
  number_block_id uuid NOT NULL,
  first_number smallint NOT NULL,
  last_number smallint NOT NULL,
  visit_id uuid CONSTRAINT block_number_visit UNIQUE REFERENCES visit ON DELETE SET NULL,
  CONSTRAINT block_number_once PRIMARY KEY (site_id, day, prefix, number),
  CONSTRAINT block_number_inside CHECK (number BETWEEN first_number AND last_number),
  CONSTRAINT block_number_of FOREIGN KEY (number_block_id, site_id, day, prefix, first_number, last_number)
    REFERENCES number_block (id, site_id, day, prefix, first_number, last_number) ON DELETE CASCADE
);
CREATE INDEX block_number_by_block ON block_number (number_block_id);
