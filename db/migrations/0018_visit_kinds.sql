-- A visit takes place on site, by telephone or by video; and how long a link says what was settled.

ALTER TABLE service
  -- How people may come for it. On site always goes: nobody needs a telephone or a computer to be served.
  ADD COLUMN kinds text[] NOT NULL DEFAULT '{on_site}' CHECK (kinds <@ ARRAY['on_site', 'telephone', 'video']),
  ADD CONSTRAINT service_kinds_on_site CHECK (array_position(kinds, 'on_site') IS NOT NULL);

ALTER TABLE visit
  ADD COLUMN kind text NOT NULL DEFAULT 'on_site' CHECK (kind IN ('on_site', 'telephone', 'video'));

ALTER TABLE setting
  -- Where a video visit takes place: an address with {room}, which each visit has its own of.
  ADD COLUMN video_link text CHECK (video_link ~ '^https://\S*\{room\}\S*$'),
  ADD COLUMN link_days smallint NOT NULL DEFAULT 14 CHECK (link_days BETWEEN 0 AND 90);
