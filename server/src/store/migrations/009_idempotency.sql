-- What writes with a key of their sender led to, so that a repeat is answered and not done again.
CREATE TABLE idempotency (
    user     BLOB NOT NULL,
    key      TEXT NOT NULL,
    digest   BLOB NOT NULL CHECK (length(digest) = 32),
    document BLOB NOT NULL,
    heads    BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    kept_at  INTEGER NOT NULL,
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (kept_at);
