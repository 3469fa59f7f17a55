-- Buildings, units, and who owns, lives in or uses them: reference data of the office, written by this server alone.
-- Nothing here is deleted; a relation ends with a last day.

CREATE TABLE building (
    id       INTEGER PRIMARY KEY,
    code_key TEXT NOT NULL UNIQUE,
    code     TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    version  INTEGER NOT NULL
) STRICT;

CREATE TABLE unit (
    id         INTEGER PRIMARY KEY,
    building   INTEGER NOT NULL REFERENCES building (id),
    unit_key   TEXT NOT NULL UNIQUE,
    unit_order TEXT NOT NULL,
    unit_no    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    area_dm2   INTEGER,
    version    INTEGER NOT NULL
) STRICT;
CREATE INDEX unit_building ON unit (building, unit_order);
CREATE INDEX unit_in_order ON unit (unit_order, unit_key);

CREATE TABLE party (
    id             INTEGER PRIMARY KEY,
    number         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    unit           INTEGER NOT NULL REFERENCES unit (id),
    name           TEXT NOT NULL,
    relation       TEXT NOT NULL,
    phones         TEXT NOT NULL,
    since          TEXT,
    until          TEXT,
    area_assistant TEXT,
    note           TEXT NOT NULL,
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX party_unit ON party (unit);

-- What a row is found by. The target is a unit where the field is 'unit', a party otherwise. Prefixes are ranges of the
-- key. A full-text index would not do: its word breakers leave Chinese names whole, and its trigrams need three letters.
CREATE TABLE directory_key (
    field  TEXT NOT NULL,
    text   TEXT NOT NULL,
    inner  INTEGER NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (field, text, inner, target)
) STRICT, WITHOUT ROWID;

-- Every change with its author and time (ROL-2). No author: the operator's command line.
CREATE TABLE directory_change (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    author  BLOB REFERENCES user (id),
    kind    TEXT NOT NULL CHECK (kind IN ('building', 'unit', 'party')),
    subject TEXT NOT NULL,
    before  TEXT,
    after   TEXT NOT NULL
) STRICT;
CREATE INDEX directory_change_subject ON directory_change (kind, subject, id);
CREATE TRIGGER directory_change_stays BEFORE DELETE ON directory_change
BEGIN SELECT RAISE(ABORT, 'the history of the directory is never deleted'); END;
CREATE TRIGGER directory_change_is_final BEFORE UPDATE ON directory_change
BEGIN SELECT RAISE(ABORT, 'the history of the directory never changes'); END;

-- The unit of an order's customer in the form in which units are compared; empty until the server has filled it in.
ALTER TABLE customer ADD COLUMN unit_key TEXT NOT NULL DEFAULT '';
CREATE INDEX customer_unit ON customer (unit_key);
CREATE INDEX board_customer ON board (customer);
