-- The sweep that lets visits by telephone and video begin looks for them every few seconds.
CREATE INDEX visit_remote ON visit (appointment_at) WHERE state = 'booked' AND kind <> 'on_site';
