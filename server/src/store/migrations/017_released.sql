-- A refused change that a person let in: when, who, and which change of the log it became (none where the log had its
-- entries by then).
ALTER TABLE quarantine ADD COLUMN released_at INTEGER;
ALTER TABLE quarantine ADD COLUMN released_by BLOB;
ALTER TABLE quarantine ADD COLUMN released_as BLOB CHECK (released_as IS NULL OR length(released_as) = 32);
