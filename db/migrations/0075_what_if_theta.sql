-- Scenarios can say what one more person may cost staff (theta). What came of earlier ones knew half of the intake's rule:
-- they are played again when somebody wants to see it.
UPDATE scenario
   SET changes = changes || '{"intakeExtraMinutes": null}',
       outcome = NULL,
       played_at = NULL;
