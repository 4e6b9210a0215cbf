-- Whole analyses of the latest revisions, as the service encodes them.

CREATE TABLE analyses (
    document INTEGER PRIMARY KEY,
    -- Read only by the engine that documents.engine_version names.
    content  BLOB NOT NULL
) STRICT;
