-- What has changed, in commit order, for those who watch.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    -- RFC 3339 in UTC with nine digits of the second; never earlier than the one before.
    time    TEXT    NOT NULL,
    kind    INTEGER NOT NULL,
    -- Version of the encoding, then the changed resource as it was then.
    content BLOB    NOT NULL
) STRICT;
