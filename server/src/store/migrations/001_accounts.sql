-- Times are milliseconds since 1970 UTC. Ids are 16 bytes. Nothing here is ever deleted but
-- what has expired and can't be asked for again.

CREATE TABLE site (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    id         BLOB NOT NULL CHECK (length(id) = 16),
    epoch      BLOB NOT NULL CHECK (length(epoch) = 8),
    name       TEXT NOT NULL,
    timezone   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Something that a person should look at.
CREATE TABLE alarm (
    number     INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    user       BLOB,
    device     BLOB,
    detail     TEXT NOT NULL,
    settled_at INTEGER,
    settled_by BLOB
) STRICT;
CREATE INDEX alarm_open ON alarm (kind, device, at) WHERE settled_at IS NULL;

CREATE TABLE user (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    name          TEXT NOT NULL UNIQUE,
    display_name  TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT, WITHOUT ROWID;

-- Roles are a history: work that was allowed when it was done stays allowed.
CREATE TABLE user_role (
    user     BLOB NOT NULL REFERENCES user (id),
    role     TEXT NOT NULL,
    from_at  INTEGER NOT NULL,
    until_at INTEGER CHECK (until_at >= from_at),
    PRIMARY KEY (user, role, from_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_role_now ON user_role (user, role) WHERE until_at IS NULL;

CREATE TABLE device (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind        TEXT NOT NULL CHECK (kind IN ('field', 'office')),
    user        BLOB NOT NULL REFERENCES user (id),
    name        TEXT NOT NULL,
    public_key  BLOB CHECK (length(public_key) = 32),
    prefix      TEXT UNIQUE,
    enrolled_at INTEGER NOT NULL,
    removed_at  INTEGER,
    CHECK (kind = 'office' OR (public_key IS NOT NULL AND prefix IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_key ON device (public_key) WHERE public_key IS NOT NULL;
CREATE UNIQUE INDEX device_office ON device (user) WHERE kind = 'office' AND removed_at IS NULL;
CREATE INDEX device_user ON device (user);

CREATE TABLE enrolment_code (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user       BLOB NOT NULL REFERENCES user (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    used_at    INTEGER,
    device     BLOB REFERENCES device (id)
) STRICT, WITHOUT ROWID;

-- One family of refresh tokens. Tokens are derived from the family's id and a number, so none is
-- stored: used_number is the highest number that was ever presented, -1 before the first time.
CREATE TABLE refresh_family (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    device      BLOB NOT NULL REFERENCES device (id),
    started_at  INTEGER NOT NULL,
    used_number INTEGER NOT NULL DEFAULT -1,
    renewed_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    ended_why   TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX refresh_family_now ON refresh_family (device) WHERE ended_at IS NULL;

-- Nonces that were used, until they expire by themselves.
CREATE TABLE used_nonce (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_nonce_expiry ON used_nonce (expires_at);

CREATE TABLE web_session (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    device     BLOB NOT NULL REFERENCES device (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX web_session_expiry ON web_session (expires_at);
