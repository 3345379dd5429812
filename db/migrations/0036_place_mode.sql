-- A shift, and the place that it gives, is for people with an appointment, without one, or both, like a service at a site.

ALTER TABLE shift_rule ADD COLUMN mode text CHECK (mode IN ('appointment', 'walk_in', 'both'));
UPDATE shift_rule SET mode = CASE WHEN bookable THEN 'both' ELSE 'walk_in' END;
ALTER TABLE shift_rule ALTER COLUMN mode SET NOT NULL;
ALTER TABLE shift_rule DROP COLUMN bookable;

ALTER TABLE day_shift ADD COLUMN mode text CHECK (mode IN ('appointment', 'walk_in', 'both'));
UPDATE day_shift SET mode = CASE WHEN bookable THEN 'both' ELSE 'walk_in' END;
ALTER TABLE day_shift ALTER COLUMN mode SET NOT NULL;
ALTER TABLE day_shift DROP COLUMN bookable;

-- A shift for people without appointment alone gives no place. Of the minutes of a place for appointments only, none
-- belong to the share of people without one.
ALTER TABLE place ADD COLUMN mode text NOT NULL DEFAULT 'both' CHECK (mode IN ('appointment', 'both'));

-- The versions say the same in the same words as before, with the new one for whom a shift is for.
UPDATE shift_plan SET plan = plan || jsonb_build_object(
  'weekly', (SELECT coalesce(jsonb_agg((shift - 'bookable') || jsonb_build_object('mode',
      CASE WHEN (shift->>'bookable')::boolean THEN 'both' ELSE 'walk_in' END) ORDER BY nth), '[]')
    FROM jsonb_array_elements(plan->'weekly') WITH ORDINALITY AS each (shift, nth)),
  'dated', (SELECT coalesce(jsonb_agg((shift - 'bookable') || jsonb_build_object('mode',
      CASE WHEN (shift->>'bookable')::boolean THEN 'both' ELSE 'walk_in' END) ORDER BY nth), '[]')
    FROM jsonb_array_elements(plan->'dated') WITH ORDINALITY AS each (shift, nth)));
