-- What time brings about, and who is told of it.

-- From when on jobs are planned, and how far the board was looked through for them.
CREATE TABLE job_plan (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    since       INTEGER NOT NULL,
    planned_seq INTEGER NOT NULL
) STRICT;

-- One job for each kind and key, whoever plans it and however often.
CREATE TABLE job (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    due_at      INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    last_error  TEXT,
    created_at  INTEGER NOT NULL,
    done_at     INTEGER,
    payload     TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX job_waiting ON job (next_try_at, id) WHERE state = 'waiting';

-- One notice of an event for each person. `body` is data: it is put into words when it is read or sent.
CREATE TABLE notice (
    id         INTEGER PRIMARY KEY,
    event      TEXT NOT NULL,
    user       BLOB NOT NULL REFERENCES user (id),
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    document   BLOB,
    created_at INTEGER NOT NULL,
    read_at    INTEGER,
    UNIQUE (event, user)
) STRICT;
CREATE INDEX notice_user ON notice (user, id);
CREATE INDEX notice_unread ON notice (user, id) WHERE read_at IS NULL;

-- Where a person of the staff is reached beside the notices page.
CREATE TABLE user_contact (
    user     BLOB NOT NULL REFERENCES user (id),
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (user, channel)
) STRICT, WITHOUT ROWID;

-- One delivery for each notice and channel. The id is the same for every attempt, so a receiver can drop repeats.
CREATE TABLE delivery (
    id      BLOB PRIMARY KEY CHECK (length(id) = 16),
    notice  INTEGER NOT NULL REFERENCES notice (id),
    channel TEXT NOT NULL,
    sent_at INTEGER,
    UNIQUE (notice, channel)
) STRICT, WITHOUT ROWID;
