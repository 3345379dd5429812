-- Where the streets of a city lie, from a list of its own, so that an address is enough to say how far a site is.

-- Some thousand rows, read whole. Of a long street several, each for some of its houses; 1 to 9999 is all of it.
CREATE TABLE street (
  name text NOT NULL,
  from_number smallint NOT NULL CHECK (from_number >= 1),
  to_number smallint NOT NULL CHECK (to_number <= 9999),
  postcode text NOT NULL CHECK (postcode ~ '^\d{5}$'),
  district text,
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  PRIMARY KEY (name, postcode, from_number),
  CHECK (from_number <= to_number)
);
