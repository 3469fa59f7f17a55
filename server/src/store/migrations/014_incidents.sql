-- Incidents in public areas, each made of its own document in the transaction of each change.
CREATE TABLE incident (
    document       BLOB PRIMARY KEY CHECK (length(document) = 16),
    state          TEXT NOT NULL,
    -- No superior's decision counts yet.
    open           INTEGER NOT NULL,
    area           TEXT NOT NULL,
    department     TEXT NOT NULL,
    major          INTEGER NOT NULL,
    -- It was a major one from the first word on.
    reported_major INTEGER NOT NULL,
    finder         BLOB NOT NULL,
    finder_on_site INTEGER NOT NULL,
    reported_at    INTEGER NOT NULL,
    -- Canonical JSON of the incident.
    content        TEXT NOT NULL,
    last_seq       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_waiting ON incident (open, reported_at, document);
CREATE INDEX incident_seq ON incident (last_seq);

-- Who leads a department: the one who is told of its incidents.
CREATE TABLE department_head (
    department TEXT PRIMARY KEY,
    user       BLOB NOT NULL REFERENCES user (id)
) STRICT, WITHOUT ROWID;

-- How far incidents were looked through for what people have to be told.
ALTER TABLE job_plan ADD COLUMN incident_seq INTEGER NOT NULL DEFAULT 0;
