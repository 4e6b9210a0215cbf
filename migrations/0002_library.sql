-- Documents with revisions, copies, analyses, sessions and a search index.
--
-- Documents of schema 1 come along with their content. What the engine derives of it (hash of
-- the wording, keys, sketch, search text) cannot be computed here: they are marked incomplete,
-- and the server completes them.

-- Schema 1 kept its version in this table. The row tells a server of that time that the file
-- is a later one's.
CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version        BIGINT PRIMARY KEY,
    description    TEXT NOT NULL,
    installed_on   TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success        BOOLEAN NOT NULL,
    checksum       BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
VALUES (2, 'library', TRUE, x'', 0);

ALTER TABLE documents RENAME TO documents_1;

-- The latest state of each article. `seq` grows with every new document and is never used
-- twice. Times are RFC 3339 in UTC with nine digits of the second, so that they sort as text.
CREATE TABLE documents (
    seq                 INTEGER PRIMARY KEY AUTOINCREMENT,
    id                  TEXT    NOT NULL UNIQUE,
    -- Grows with every change by a caller: the etag.
    version             INTEGER NOT NULL,
    -- The latest revision, which is also how many there are.
    revision            INTEGER NOT NULL,
    source              TEXT    NOT NULL,
    source_display_name TEXT    NOT NULL,
    url                 TEXT    NOT NULL,
    canonical_url       TEXT    NOT NULL,
    external_id         TEXT    NOT NULL,
    title               TEXT    NOT NULL,
    -- JSON array of strings.
    authors             TEXT    NOT NULL,
    publish_time        TEXT,
    publish_basis       INTEGER,
    modify_time         TEXT,
    fetch_time          TEXT,
    language_code       TEXT    NOT NULL,
    language_score      REAL    NOT NULL,
    -- JSON object of strings.
    labels              TEXT    NOT NULL,
    -- Of the latest revision, as in `revisions`.
    media               INTEGER NOT NULL,
    charset             TEXT    NOT NULL,
    skip_cleaning       INTEGER NOT NULL,
    content_hash        BLOB    NOT NULL,
    body_hash           BLOB,
    size                INTEGER NOT NULL,
    -- Agency that the article credits.
    agency              TEXT,
    -- Whether there are rows in `keys`.
    keyed               INTEGER NOT NULL,
    -- The document that this is a copy of; never itself a copy.
    original            INTEGER,
    duplicate_kind      INTEGER,
    similarity          REAL,
    state               INTEGER NOT NULL,
    -- Engine of the latest analysis; empty when there is none of this revision.
    engine_version      TEXT    NOT NULL,
    -- Why the analysis failed.
    failure             TEXT,
    entity_count        INTEGER NOT NULL,
    -- 0: derived values are missing.
    complete            INTEGER NOT NULL,
    create_time         TEXT    NOT NULL,
    update_time         TEXT    NOT NULL
) STRICT;

CREATE TABLE revisions (
    document      INTEGER NOT NULL,
    -- From 1.
    revision      INTEGER NOT NULL,
    media         INTEGER NOT NULL,
    charset       TEXT    NOT NULL,
    skip_cleaning INTEGER NOT NULL,
    content_hash  BLOB    NOT NULL,
    body_hash     BLOB,
    size          INTEGER NOT NULL,
    create_time   TEXT    NOT NULL,
    -- The submitted bytes. Last, so that other columns are read without them.
    content       BLOB    NOT NULL,
    UNIQUE (document, revision)
) STRICT;

INSERT INTO documents
SELECT seq, id, 1, 1, source, '', url, '', '', '', '[]',
       CASE WHEN publish_time IS NULL THEN NULL
            WHEN instr(publish_time, '.') = 0 THEN rtrim(publish_time, 'Z') || '.000000000Z'
            ELSE substr(rtrim(publish_time, 'Z') || '000000000', 1, 29) || 'Z' END,
       -- The caller's own: nothing else was stored.
       CASE WHEN publish_time IS NULL THEN NULL ELSE 0 END,
       NULL, NULL, '', 0.0, labels, 0, 'UTF-8', 0, unhex(content_hash), NULL, size_bytes,
       NULL, 0, NULL, NULL, NULL, 0, '', NULL, 0, 0,
       CASE WHEN instr(create_time, '.') = 0 THEN rtrim(create_time, 'Z') || '.000000000Z'
            ELSE substr(rtrim(create_time, 'Z') || '000000000', 1, 29) || 'Z' END,
       CASE WHEN instr(create_time, '.') = 0 THEN rtrim(create_time, 'Z') || '.000000000Z'
            ELSE substr(rtrim(create_time, 'Z') || '000000000', 1, 29) || 'Z' END
FROM documents_1 ORDER BY seq;

INSERT INTO revisions
SELECT d.seq, 1, d.media, d.charset, 0, d.content_hash, NULL, d.size, d.create_time, o.text
FROM documents_1 o JOIN documents d USING (seq) ORDER BY d.seq;

DROP TABLE documents_1;

CREATE INDEX documents_by_create_time ON documents (create_time, seq);
CREATE INDEX documents_by_publish_time ON documents (publish_time, seq);
CREATE INDEX documents_by_update_time ON documents (update_time, seq);
CREATE INDEX documents_by_source ON documents (source, create_time, seq);
CREATE INDEX documents_by_body ON documents (body_hash);
CREATE INDEX documents_by_original ON documents (original, seq) WHERE original IS NOT NULL;
-- State 3 is NOT_ANALYZED.
CREATE INDEX documents_by_engine ON documents (engine_version, seq)
    WHERE complete = 1 AND state <> 3;
CREATE INDEX documents_incomplete ON documents (seq) WHERE complete = 0;
CREATE INDEX revisions_by_content ON revisions (content_hash);

-- By what the same article is known again: a hash of source and external id or address.
CREATE TABLE keys (
    key      BLOB    NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (key, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_document ON keys (document);

-- Sketches of latest revisions, and the hashes by which candidates for copies are found.
CREATE TABLE sketches (
    document INTEGER PRIMARY KEY,
    sketch   BLOB NOT NULL
) STRICT;
CREATE TABLE anchors (
    anchor   INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (anchor, document)
) STRICT, WITHOUT ROWID;
-- One row: the document up to which `anchors` is complete. Those of later documents are
-- brought in together from time to time.
CREATE TABLE anchored (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    through  INTEGER NOT NULL
) STRICT;
INSERT INTO anchored (only_row, through) VALUES (1, 0);

-- Names and other forms of the entities of latest revisions, without case and accents.
CREATE TABLE entities (
    form     TEXT    NOT NULL,
    document INTEGER NOT NULL,
    -- Place of the entity in its document's list.
    entity   INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (form, document, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX entities_by_document ON entities (document);

-- How far each feed has been acknowledged.
CREATE TABLE sessions (
    id   TEXT    PRIMARY KEY,
    mark INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Calls that may come again.
CREATE TABLE requests (
    id       TEXT    PRIMARY KEY,
    digest   BLOB    NOT NULL,
    document INTEGER NOT NULL,
    outcome  INTEGER NOT NULL,
    time     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_by_time ON requests (time);
CREATE INDEX requests_by_document ON requests (document);

CREATE VIRTUAL TABLE search USING fts5 (
    title, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
