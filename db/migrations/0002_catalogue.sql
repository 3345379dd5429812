-- What citizens ask for, what they bring and what it costs, and where it is offered.

CREATE TABLE service (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9-]{2,40}$'),
  leika_key text CHECK (leika_key ~ '^[0-9]{14}$'),
  ticket_prefix text NOT NULL CHECK (ticket_prefix ~ '^[A-Z]$'),
  minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 240 AND minutes % 5 = 0),
  minutes_per_further_person smallint NOT NULL CHECK (minutes_per_further_person BETWEEN 0 AND 120),
  people_limit smallint NOT NULL CHECK (people_limit BETWEEN 1 AND 12),
  rank smallint NOT NULL CHECK (rank > 0),
  online_url text,
  texts jsonb NOT NULL,
  synonyms jsonb NOT NULL,
  active boolean NOT NULL DEFAULT true
);

CREATE TABLE service_paper (
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  position smallint NOT NULL,
  texts jsonb NOT NULL,
  PRIMARY KEY (service_id, position)
);

-- Integer cents; the fee in force is the row whose days enclose today.
CREATE TABLE service_fee (
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  key text NOT NULL CHECK (key ~ '^[a-z0-9-]{2,40}$'),
  valid_from date NOT NULL,
  valid_until date,
  cents integer NOT NULL CHECK (cents >= 0),
  texts jsonb NOT NULL,
  PRIMARY KEY (service_id, key, valid_from),
  CHECK (valid_until >= valid_from)
);

CREATE TABLE site_service (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES service ON DELETE CASCADE,
  mode text NOT NULL CHECK (mode IN ('appointment', 'walk_in', 'both')),
  PRIMARY KEY (site_id, service_id)
);
