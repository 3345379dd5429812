-- When the file of record took a paper over: its files are gone here, and what was said of it still stands.
ALTER TABLE paper ADD COLUMN filed_at timestamptz;
