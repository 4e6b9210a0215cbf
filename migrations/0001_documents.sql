-- Stored articles. `seq` grows with every insertion and is never used twice, so that
-- lists stay stable while articles come in.
CREATE TABLE documents (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    -- SHA-256 over source and text: what makes two submissions the same article.
    fingerprint  BLOB    NOT NULL UNIQUE,
    source       TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    -- RFC 3339 in UTC; null when unknown.
    publish_time TEXT,
    -- JSON object of strings.
    labels       TEXT    NOT NULL,
    content_hash TEXT    NOT NULL,
    size_bytes   INTEGER NOT NULL,
    -- RFC 3339 in UTC.
    create_time  TEXT    NOT NULL,
    -- The submitted text byte for byte; a blob, since text columns end at a zero byte in
    -- some of SQLite's functions. Last, so that lists without text skip its pages.
    text         BLOB    NOT NULL
) STRICT;

-- One row: a secret of this store that its page tokens are signed with.
CREATE TABLE store (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    token_key BLOB NOT NULL
) STRICT;
INSERT INTO store (only_row, token_key) VALUES (1, randomblob(32));
