-- Stories: articles on one event.

CREATE TABLE stories (
    -- Later stories have greater numbers, none is used twice.
    seq                        INTEGER PRIMARY KEY AUTOINCREMENT,
    id                         TEXT    NOT NULL UNIQUE,
    -- Grows with every change: the etag.
    version                    INTEGER NOT NULL,
    -- Grows by one with every article that comes or goes.
    generation                 INTEGER NOT NULL,
    -- The story that has taken over the articles of this one.
    merged_into                INTEGER,
    -- Somebody put articles together or apart here by hand.
    pinned                     INTEGER NOT NULL,
    title_document             INTEGER,
    title                      TEXT    NOT NULL,
    document_count             INTEGER NOT NULL,
    independent_document_count INTEGER NOT NULL,
    source_count               INTEGER NOT NULL,
    event_edtf                 TEXT    NOT NULL,
    -- RFC 3339 in UTC with nine digits of the second; empty when no article has a date.
    first_publish_time         TEXT    NOT NULL,
    last_publish_time          TEXT    NOT NULL,
    discrepancy_count          INTEGER NOT NULL,
    -- When it was last changed.
    update_time                TEXT    NOT NULL,
    -- Version of the algorithm that made the profile; 0 when it must be made anew.
    algorithm                  INTEGER NOT NULL,
    -- As the service encodes it. Last, so that lists are read without it.
    profile                    BLOB    NOT NULL
) STRICT;
CREATE INDEX stories_by_last_publish_time ON stories (last_publish_time, seq);
CREATE INDEX stories_by_document_count ON stories (document_count, seq);
CREATE INDEX stories_by_source_count ON stories (source_count, seq);
CREATE INDEX stories_by_merged_into ON stories (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX stories_by_algorithm ON stories (algorithm, seq) WHERE merged_into IS NULL;

CREATE TABLE memberships (
    story    INTEGER NOT NULL,
    document INTEGER NOT NULL,
    score    REAL    NOT NULL,
    -- Put there by hand.
    pinned   INTEGER NOT NULL,
    PRIMARY KEY (story, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_document ON memberships (document);

-- By what stories are found. The stretch of time comes first, so that what a stream adds lies
-- together, and the story last, so that the latest of a feature are read off the end.
CREATE TABLE story_keys (
    bucket  INTEGER NOT NULL,
    feature INTEGER NOT NULL,
    story   INTEGER NOT NULL,
    PRIMARY KEY (bucket, feature, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_keys_by_story ON story_keys (story);

-- By what each document is sorted, and what its stories show of it.
CREATE TABLE signatures (
    document   INTEGER PRIMARY KEY,
    -- Version of the algorithm that made it.
    algorithm  INTEGER NOT NULL,
    -- When its event happens.
    event_edtf TEXT    NOT NULL,
    -- Its headline.
    title      TEXT    NOT NULL,
    -- JSON: what it is about.
    entities   TEXT    NOT NULL,
    -- As the service encodes it; empty when nothing is known.
    content    BLOB    NOT NULL
) STRICT;
CREATE INDEX signatures_by_algorithm ON signatures (algorithm, document);

-- Documents whose latest analysis is not reflected in stories yet.
CREATE TABLE sorting (
    document   INTEGER PRIMARY KEY,
    -- As in `signatures`; null when it must be made of the stored analysis.
    algorithm  INTEGER,
    event_edtf TEXT,
    title      TEXT,
    entities   TEXT,
    content    BLOB
) STRICT;
-- State 1 is ANALYZED.
INSERT INTO sorting (document) SELECT seq FROM documents WHERE state = 1;

-- Articles that have come to stories with others and are not compared with them yet.
CREATE TABLE joining (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    story    INTEGER NOT NULL,
    document INTEGER NOT NULL,
    UNIQUE (story, document)
) STRICT;

-- What happened to each story.
CREATE TABLE story_history (
    seq      INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    document INTEGER,
    other    INTEGER,
    score    REAL    NOT NULL,
    by_hand  INTEGER NOT NULL,
    time     TEXT    NOT NULL
) STRICT;
CREATE INDEX story_history_by_story ON story_history (story, seq);

-- One row: grows when stories, or documents that are being sorted, change. Decisions that were
-- made before are made again.
CREATE TABLE shelf (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    changes  INTEGER NOT NULL
) STRICT;
INSERT INTO shelf (only_row, changes) VALUES (1, 0);

-- Set for calls that change stories; `document` is 0 then.
ALTER TABLE requests ADD COLUMN story INTEGER;
