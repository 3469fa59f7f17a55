-- Somebody is needed at once (PRI-4); filled in where the fold of an older program wrote the line.
ALTER TABLE board ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
