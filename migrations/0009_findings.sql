-- What was found as articles came to stories.

-- Values that stand against each other in a story, by a hash of each pair: told once.
CREATE TABLE story_pairs (
    story    INTEGER NOT NULL,
    pair     INTEGER NOT NULL,
    -- The article that brought it.
    document INTEGER NOT NULL,
    PRIMARY KEY (story, pair)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_pairs_by_document ON story_pairs (document);

-- Differences that were told; stories.discrepancy_count counts them.
CREATE TABLE story_discrepancies (
    seq      INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL,
    document INTEGER NOT NULL
) STRICT;
CREATE INDEX story_discrepancies_by_story ON story_discrepancies (story);
CREATE INDEX story_discrepancies_by_document ON story_discrepancies (document);

-- Claims that more than one voice makes, by document and first byte of the words.
CREATE TABLE shared_claims (
    document INTEGER NOT NULL,
    begin    INTEGER NOT NULL,
    PRIMARY KEY (document, begin)
) STRICT, WITHOUT ROWID;
