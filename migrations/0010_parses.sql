-- What analyses rest on, as the service encodes it, so that documents can be compared without
-- another run of the language engine. Analyses of before have none.

ALTER TABLE analyses ADD COLUMN parse BLOB;
