-- When each session was last used, so that those that nobody uses any more can go. Of the
-- sessions that are there nothing is known but that it was not after the latest change.
ALTER TABLE sessions ADD COLUMN used TEXT NOT NULL DEFAULT '';
UPDATE sessions SET used = (SELECT coalesce(max(update_time), '') FROM documents);
CREATE INDEX sessions_by_use ON sessions (used);
