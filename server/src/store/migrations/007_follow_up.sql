-- What each order comes to, for the queue of follow-ups and for statistics. Written with the board's line.
CREATE TABLE order_summary (
    document     BLOB PRIMARY KEY CHECK (length(document) = 16),
    number       TEXT NOT NULL,
    follow_up    TEXT NOT NULL,
    follow_up_by TEXT NOT NULL,
    repair_class TEXT NOT NULL,
    -- The signature that counts, milliseconds since 1970 UTC.
    completed_at INTEGER,
    -- The first and the last instant that a figure could ask for, milliseconds since 1970 UTC.
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    -- JSON.
    content      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_summary_queue ON order_summary (completed_at, number, document);
CREATE INDEX order_summary_span ON order_summary (first_at, last_at);
-- Lines of before are made again at the next start.
UPDATE board SET fold_version = 0;
