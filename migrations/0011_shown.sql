-- What is looked at first of entities, and what stories are about.

-- Keys of entities that were named, merged or divided by hand weigh more than all others.
UPDATE identity_keys SET weight = weight + 65536
WHERE entity IN (SELECT id FROM identities WHERE curated = 1);

-- What each story is about, brought up to date with its articles.
CREATE TABLE story_top_entities (
    story  INTEGER PRIMARY KEY,
    -- JSON: the names with types and counts, the first that most articles name.
    counts TEXT NOT NULL,
    -- JSON: for each of them, where the latest articles name it: documents and places in their
    -- analyses.
    places TEXT NOT NULL
) STRICT;
