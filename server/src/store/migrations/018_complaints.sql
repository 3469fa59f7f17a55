-- Complaints, each made of its own document in the transaction of each change (CMP).
CREATE TABLE complaint (
    document     BLOB PRIMARY KEY CHECK (length(document) = 16),
    -- It is about the service centre itself, which doesn't see it.
    about_centre INTEGER NOT NULL,
    state        TEXT NOT NULL,
    -- The complainant doesn't know yet what came of it.
    open         INTEGER NOT NULL,
    class        TEXT,
    -- In charge of it.
    department   TEXT,
    -- Directly responsible for it.
    person       BLOB,
    heard_by     BLOB NOT NULL,
    heard_at     INTEGER NOT NULL,
    received_at  INTEGER,
    ongoing_harm INTEGER NOT NULL,
    -- What the search looks through, in lower case: the record, as far as its blob is here, and what was done.
    words        TEXT NOT NULL,
    -- Canonical JSON of the complaint.
    content      TEXT NOT NULL,
    last_seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_waiting ON complaint (open, heard_at, document);
CREATE INDEX complaint_seq ON complaint (last_seq);

-- How far complaints were looked through for what people have to be told.
ALTER TABLE job_plan ADD COLUMN complaint_seq INTEGER NOT NULL DEFAULT 0;
-- Zone and thresholds that their deadlines were planned with.
ALTER TABLE job_plan ADD COLUMN complaint_rules TEXT NOT NULL DEFAULT '';
