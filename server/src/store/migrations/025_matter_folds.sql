-- Which fold wrote the row: rows of an older one are made again when a server starts.
ALTER TABLE matter ADD COLUMN fold_version INTEGER NOT NULL DEFAULT 0;

-- The work log asks for a day (REC-6).
CREATE INDEX board_requested ON board (requested_at, document);
CREATE INDEX complaint_heard ON complaint (heard_at, document);
CREATE INDEX matter_opened ON matter (opened_at, document);
