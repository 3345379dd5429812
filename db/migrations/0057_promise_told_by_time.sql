-- What is too old is found by its time alone, and the weeks of all sites are counted by it.
CREATE INDEX promise_told_by_time ON promise_told (told_at);
