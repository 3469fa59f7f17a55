-- The log of changes is the truth; entry, document, board and customer are caches that
-- `undercroft rebuild` makes again from it. Nothing here is ever deleted.

-- The last feed number that was given out. It is given inside the writer's transaction, so no
-- reader ever sees a number whose predecessor comes later.
CREATE TABLE feed (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    slip INTEGER NOT NULL
) STRICT;
INSERT INTO feed (one, seq, slip) VALUES (1, 0, 0);

CREATE TABLE change (
    seq         INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    document    BLOB NOT NULL CHECK (length(document) = 16),
    kind        TEXT NOT NULL,
    actor       BLOB NOT NULL CHECK (length(actor) = 16),
    actor_seq   INTEGER NOT NULL,
    start_op    INTEGER NOT NULL,
    max_op      INTEGER NOT NULL,
    deps        BLOB NOT NULL CHECK (length(deps) % 32 = 0 AND length(deps) > 0),
    user        BLOB NOT NULL,
    device      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    epoch       BLOB NOT NULL CHECK (length(epoch) = 8),
    bytes       BLOB NOT NULL,
    UNIQUE (document, actor, actor_seq)
) STRICT;
CREATE INDEX change_document ON change (document, seq);
-- Pulls walk the feed without touching the bytes.
CREATE INDEX change_feed ON change (seq, document);

-- An actor writes for one device in one document. `origin` is 'device', 'office' or 'server'.
CREATE TABLE actor (
    actor    BLOB PRIMARY KEY CHECK (length(actor) = 16),
    document BLOB NOT NULL,
    user     BLOB NOT NULL,
    device   BLOB NOT NULL,
    origin   TEXT NOT NULL,
    epoch    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_document ON actor (document, origin, user);

CREATE TABLE entry (
    document BLOB NOT NULL,
    ulid     BLOB NOT NULL CHECK (length(ulid) = 16),
    change   INTEGER NOT NULL,
    counter  INTEGER NOT NULL,
    actor    BLOB NOT NULL,
    kind     TEXT NOT NULL,
    bytes    BLOB NOT NULL,
    UNIQUE (document, ulid)
) STRICT;
CREATE INDEX entry_change ON entry (change, counter);

CREATE TABLE document (
    id        BLOB PRIMARY KEY,
    kind      TEXT NOT NULL,
    heads     BLOB NOT NULL,
    changes   INTEGER NOT NULL,
    max_op    INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One line of the dispatch board per order.
CREATE TABLE board (
    document       BLOB PRIMARY KEY,
    fold_version   INTEGER NOT NULL,
    number         TEXT,
    state          TEXT NOT NULL,
    closed         INTEGER NOT NULL,
    needs_decision INTEGER NOT NULL,
    holder         BLOB,
    service_class  TEXT,
    service_kind   TEXT,
    customer       BLOB,
    appointment_at INTEGER,
    requested_at   INTEGER,
    conflicts      INTEGER NOT NULL,
    claims         INTEGER NOT NULL,
    tasks          INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    last_seq       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX board_state ON board (state, last_seq);
CREATE INDEX board_holder ON board (holder, last_seq);
CREATE INDEX board_recent ON board (last_seq);

CREATE TABLE customer (
    document      BLOB PRIMARY KEY,
    customer_name TEXT NOT NULL,
    unit_no       TEXT NOT NULL,
    contact       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may read what, and since which feed number. A principal is a user id or the name of a
-- group ('site:order'). `reason` is 'site', 'role' or 'work'.
CREATE TABLE scope (
    document    BLOB NOT NULL,
    principal   BLOB NOT NULL,
    reason      TEXT NOT NULL,
    granted_seq INTEGER NOT NULL,
    removed_seq INTEGER,
    PRIMARY KEY (document, principal)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_granted ON scope (principal, granted_seq);
CREATE INDEX scope_removed ON scope (principal, removed_seq) WHERE removed_seq IS NOT NULL;

-- The groups that a user was in at his last sync, so that a new role grants what came before it.
CREATE TABLE subscriber (
    user      BLOB PRIMARY KEY,
    member_of TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What isn't ours is kept here with its bytes and hurts nobody.
CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    user        BLOB NOT NULL,
    device      BLOB NOT NULL,
    document    BLOB NOT NULL,
    kind        TEXT NOT NULL,
    actor       BLOB NOT NULL,
    actor_seq   INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    digest      BLOB NOT NULL,
    bytes       BLOB NOT NULL,
    UNIQUE (device, document, actor, actor_seq, digest)
) STRICT;

-- From which change on an actor of a device is refused in a document.
CREATE TABLE refused (
    device   BLOB NOT NULL,
    document BLOB NOT NULL,
    actor    BLOB NOT NULL,
    from_seq INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    detail   TEXT NOT NULL,
    PRIMARY KEY (device, document, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
    document    BLOB NOT NULL,
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    bytes       BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (document, digest)
) STRICT;

-- Bundles of reference data; the one with the highest version counts.
CREATE TABLE reference (
    version    INTEGER PRIMARY KEY,
    bundle     TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
