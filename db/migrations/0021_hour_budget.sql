-- Shares as budgets: how many of a site's place-minutes may be booked in each hour, and how many are.

ALTER TABLE setting
  -- Of each hour this share is for people without appointment.
  ADD COLUMN walk_in_percent smallint NOT NULL DEFAULT 0 CHECK (walk_in_percent BETWEEN 0 AND 100),
  -- Of what may be booked this share is kept for telephone and desk until 24 hours before.
  ADD COLUMN caller_percent smallint NOT NULL DEFAULT 15 CHECK (caller_percent BETWEEN 0 AND 100),
  -- This share of each day is released only so many days before.
  ADD COLUMN short_term_percent smallint NOT NULL DEFAULT 0 CHECK (short_term_percent BETWEEN 0 AND 100),
  ADD COLUMN short_term_days smallint NOT NULL DEFAULT 7 CHECK (short_term_days BETWEEN 0 AND 180),
  -- Do citizens still book for the day that has begun? Otherwise what is free then belongs to people without appointment.
  ADD COLUMN online_today boolean NOT NULL DEFAULT false;

-- Null: the authority's share.
ALTER TABLE site ADD COLUMN walk_in_percent smallint CHECK (walk_in_percent BETWEEN 0 AND 100);

-- Hours are counted from the first instant of the site's local day, like cells. The rows of an hour are written late
-- in each booking's transaction, many times a day: half of each page is left free for them.
CREATE TABLE hour_budget (
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  day date NOT NULL,
  hour smallint NOT NULL CHECK (hour BETWEEN 0 AND 24),
  -- What may be booked at all; of it what is released by now; of that what citizens may book online by now.
  limit_minutes integer NOT NULL,
  open_minutes integer NOT NULL,
  online_minutes integer NOT NULL,
  -- Five for every row of claim_cell, whoever has it.
  booked_minutes integer NOT NULL CHECK (booked_minutes >= 0),
  -- How far the newest booking was allowed to go: what was open to whoever made it; or, when a limit fell below what
  -- was booked by then, just that, so that nobody loses a booking.
  bound_minutes integer NOT NULL,
  PRIMARY KEY (site_id, day, hour),
  CONSTRAINT hour_budget_order CHECK (0 <= online_minutes AND online_minutes <= open_minutes AND open_minutes <= limit_minutes),
  CONSTRAINT hour_budget_kept CHECK (booked_minutes <= bound_minutes)
) WITH (fillfactor = 50);

-- The places that stand; the next release brings the shares.
INSERT INTO hour_budget (site_id, day, hour, limit_minutes, open_minutes, online_minutes, booked_minutes, bound_minutes)
SELECT site_id, day, hour, minutes, minutes, minutes, booked, greatest(minutes, booked)
FROM (
  SELECT p.site_id, p.day, hour,
    sum(CASE WHEN p.withdrawn THEN 0 ELSE
      5 * (greatest(0, least(p.end_cell, hour * 12 + 12) - greatest(p.first_cell, hour * 12))
        - CASE WHEN p.break_end_cell IS NULL THEN 0
            ELSE greatest(0, least(p.break_end_cell, hour * 12 + 12) - greatest(p.break_first_cell, hour * 12)) END) END) AS minutes,
    sum(5 * (SELECT count(*) FROM claim_cell c
      WHERE c.place_id = p.id AND c.day = p.day AND c.cell BETWEEN hour * 12 AND hour * 12 + 11)) AS booked
  FROM place p, generate_series(0, 24) AS hour
  WHERE p.first_cell < hour * 12 + 12 AND p.end_cell > hour * 12
  GROUP BY p.site_id, p.day, hour) counted;

-- A claim whose place got other bounds since it was chosen is refused by its first cell, see insertCells().
ALTER TABLE claim_cell ADD CONSTRAINT claim_cell_inside CHECK (cell >= 0);
