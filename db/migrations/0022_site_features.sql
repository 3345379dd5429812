-- What people look for in a site, and where the postcodes of a city lie, so that distances need no map service.

ALTER TABLE site
  -- Languages spoken there, as BCP 47 tags; German always.
  ADD COLUMN languages text[] NOT NULL DEFAULT '{de}'
    CHECK (languages <@ ARRAY['de', 'en', 'tr', 'ar', 'uk', 'ru', 'fr', 'pl', 'fa', 'es', 'it', 'ro', 'gsg']),
  ADD COLUMN family_friendly boolean NOT NULL DEFAULT false,
  ADD COLUMN self_service boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT site_languages_german CHECK (array_position(languages, 'de') IS NOT NULL);

-- A few hundred rows, read whole. A postcode may have several districts, and a district several postcodes.
CREATE TABLE locality (
  postcode text NOT NULL CHECK (postcode ~ '^\d{5}$'),
  district text NOT NULL,
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  PRIMARY KEY (postcode, district)
);
