-- Entities of the corpus.

CREATE TABLE identities (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    slug          TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    -- The type that most documents give it: "PERSON".
    kind          TEXT    NOT NULL,
    -- Whether name or type were given by hand: they do not follow the documents then.
    named         INTEGER NOT NULL DEFAULT 0,
    -- Whether it was named, merged or divided by hand: it stays without documents.
    curated       INTEGER NOT NULL DEFAULT 0,
    -- The entity that it was merged into.
    merged_into   INTEGER,
    -- Grows with every change but those of counts and times.
    version       INTEGER NOT NULL DEFAULT 1,
    mentions      INTEGER NOT NULL DEFAULT 0,
    documents     INTEGER NOT NULL DEFAULT 0,
    sources       INTEGER NOT NULL DEFAULT 0,
    first_seen    TEXT,
    last_seen     TEXT
) STRICT;
CREATE INDEX identities_by_documents ON identities (documents DESC, id) WHERE merged_into IS NULL;
CREATE INDEX identities_by_successor ON identities (merged_into) WHERE merged_into IS NOT NULL;

-- Ids that were ever given away, and the last number behind each name.
CREATE TABLE identity_slugs (
    slug TEXT    PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The entities of documents: what each was taken for.
CREATE TABLE identity_links (
    document     INTEGER NOT NULL,
    -- Place in the analysis.
    place        INTEGER NOT NULL,
    entity       INTEGER NOT NULL,
    mentions     INTEGER NOT NULL,
    publish_time TEXT,
    source       TEXT    NOT NULL,
    -- Folded name in the document.
    name         TEXT    NOT NULL,
    -- All that the document tells of it, as the store encodes it.
    content      BLOB    NOT NULL,
    PRIMARY KEY (document, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_links_by_entity ON identity_links (entity, document, place);
CREATE INDEX identity_links_by_name ON identity_links (entity, name);
CREATE INDEX identity_links_by_time ON identity_links (entity, publish_time);

-- Names of entities. One that somebody gave by hand stays without documents.
CREATE TABLE identity_aliases (
    entity  INTEGER NOT NULL,
    text    TEXT    NOT NULL,
    -- Keys under which it is looked up, one a line.
    keys    TEXT    NOT NULL,
    curated INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (entity, text)
) STRICT, WITHOUT ROWID;

-- Where names are used.
CREATE TABLE identity_uses (
    entity INTEGER NOT NULL,
    text   TEXT    NOT NULL,
    kind   INTEGER NOT NULL,
    source TEXT    NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (entity, text, kind, source)
) STRICT, WITHOUT ROWID;

-- What tells entities from namesakes, with the number of documents that say it.
CREATE TABLE identity_facts (
    entity  INTEGER NOT NULL,
    facet   INTEGER NOT NULL,
    value   TEXT    NOT NULL,
    curated INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (entity, facet, value)
) STRICT, WITHOUT ROWID;
-- Most facts are told once: those are found by the primary key.
CREATE INDEX identity_facts_by_count ON identity_facts (entity, facet, count DESC, value)
    WHERE count > 1;

-- Where entities are looked up. The weight grows with the logarithm of their documents.
CREATE TABLE identity_keys (
    key    TEXT    NOT NULL,
    entity INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    -- How many of its names and facts have the key.
    uses   INTEGER NOT NULL,
    PRIMARY KEY (key, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_keys_by_weight ON identity_keys (key, weight DESC, entity);
CREATE INDEX identity_keys_by_entity ON identity_keys (entity);

-- Documents whose entities are to be identified, in the order in which they were analysed.
CREATE TABLE identifying (
    ticket   INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL UNIQUE,
    -- Their entities, as the service encodes them; none where there is no analysis.
    content  BLOB    NOT NULL
) STRICT;

-- Calls that changed entities by hand, by which a repetition is recognised.
CREATE TABLE identity_requests (
    id     TEXT    PRIMARY KEY,
    digest BLOB    NOT NULL,
    entity INTEGER NOT NULL,
    -- The second entity of the answer, or whether the first was created.
    other  INTEGER,
    time   TEXT    NOT NULL
) STRICT;
CREATE INDEX identity_requests_by_time ON identity_requests (time);

-- Analyses that were made before lack what identification rests on: they are due again.
UPDATE documents SET engine_version = '' WHERE engine_version <> '';
