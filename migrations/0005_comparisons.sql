-- Comparisons as they were answered, so that the same question gives the same bytes.

CREATE TABLE comparisons (
    seq         INTEGER PRIMARY KEY,
    -- A hash of all that decides the answer.
    id          TEXT    NOT NULL UNIQUE,
    create_time TEXT    NOT NULL,
    -- When it was last asked for, to the hour: those that nobody asks for any more go.
    used        TEXT    NOT NULL,
    -- As the service encodes it.
    content     BLOB    NOT NULL
) STRICT;
CREATE INDEX comparisons_by_use ON comparisons (used);

-- The documents that comparisons quote: with one of them its comparisons go.
CREATE TABLE comparison_documents (
    document   INTEGER NOT NULL,
    comparison INTEGER NOT NULL,
    PRIMARY KEY (document, comparison)
) STRICT, WITHOUT ROWID;
CREATE INDEX comparison_documents_by_comparison ON comparison_documents (comparison);
