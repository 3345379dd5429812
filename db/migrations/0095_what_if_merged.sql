-- Scenarios say how many people of a site that moves in come with it, and to which other sites the rest goes. Until now all
-- came, so what came of earlier ones stays.
UPDATE scenario
   SET changes = changes || '{"mergedPercent": 100, "mergedElsewhere": []}';
