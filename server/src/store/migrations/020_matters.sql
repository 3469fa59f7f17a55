-- The office's other matters, each made of its own document in the transaction of each change (MOV, TRU, REN, REC, VIS, EVT,
-- CNV, ROL).
CREATE TABLE matter (
    document    BLOB PRIMARY KEY CHECK (length(document) = 16),
    kind        TEXT NOT NULL,
    form        TEXT NOT NULL,
    state       TEXT NOT NULL,
    title       TEXT NOT NULL,
    unit_no     TEXT,
    -- Of a duty that comes again and again.
    period      TEXT,
    -- Who answers for it.
    person      BLOB NOT NULL,
    opened_at   INTEGER NOT NULL,
    -- What is due next and not done, and what it is.
    next_due_at INTEGER,
    due_of      TEXT,
    -- People have to look at it at once.
    alarmed     INTEGER NOT NULL,
    -- Canonical JSON of the matter.
    content     TEXT NOT NULL,
    last_seq    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_waiting ON matter (state, next_due_at, document);
CREATE INDEX matter_form ON matter (form, period);
CREATE INDEX matter_unit ON matter (unit_no);
CREATE INDEX matter_seq ON matter (last_seq);

-- How far matters were looked through for what people have to be told.
ALTER TABLE job_plan ADD COLUMN matter_seq INTEGER NOT NULL DEFAULT 0;
