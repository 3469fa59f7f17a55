-- What a repeated write is answered with, whatever it wrote: the JSON of its outcome.
CREATE TABLE answer (
    user    BLOB NOT NULL,
    key     TEXT NOT NULL,
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    content TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_age ON answer (kept_at);

INSERT INTO answer (user, key, digest, content, kept_at)
SELECT user, key, digest, json_object(
    'document', lower(hex(substr(document, 1, 4))) || '-' || lower(hex(substr(document, 5, 2))) || '-'
        || lower(hex(substr(document, 7, 2))) || '-' || lower(hex(substr(document, 9, 2))) || '-'
        || lower(hex(substr(document, 11, 6))),
    'heads', json((
        WITH RECURSIVE place (n) AS (
            SELECT 0 WHERE length(heads) > 0
            UNION ALL SELECT n + 1 FROM place WHERE (n + 2) * 32 <= length(heads)
        )
        SELECT json_group_array(lower(hex(substr(heads, n * 32 + 1, 32)))) FROM place
    )),
    'seq', seq
), kept_at FROM idempotency;

DROP TABLE idempotency;
