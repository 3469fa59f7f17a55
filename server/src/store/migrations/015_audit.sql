-- What people did to the site that is no entry of a document. Nobody: a wrong name, or the operator's command line.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('page', 'api', 'device', 'command', 'server')),
    actor  BLOB CHECK (length(actor) = 16),
    place  BLOB CHECK (length(place) = 16),
    person BLOB CHECK (length(person) = 16),
    device BLOB CHECK (length(device) = 16),
    matter TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- SHA-256 of the line before and of this one.
    chain  BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_kind ON audit (kind, number);
CREATE INDEX audit_actor ON audit (actor, number);
CREATE INDEX audit_person ON audit (person, number);
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END;
CREATE TRIGGER audit_is_in_order BEFORE INSERT ON audit
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit has no gap'); END;

-- Failed sign-ins of a quarter of an hour: one line of the audit, and how many there were. An empty name stands for all
-- names that nobody has, so that a stranger's guesses are one line too.
CREATE TABLE sign_in_failure (
    audit   INTEGER PRIMARY KEY REFERENCES audit (number),
    person  BLOB NOT NULL CHECK (length(person) IN (0, 16)),
    quarter INTEGER NOT NULL,
    count   INTEGER NOT NULL CHECK (count > 0),
    last_at INTEGER NOT NULL,
    UNIQUE (person, quarter)
) STRICT;
CREATE TRIGGER sign_in_failure_stays BEFORE DELETE ON sign_in_failure
BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER sign_in_failure_only_grows BEFORE UPDATE ON sign_in_failure
WHEN NEW.audit <> OLD.audit OR NEW.person <> OLD.person OR NEW.quarter <> OLD.quarter OR NEW.count <= OLD.count
BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END;
