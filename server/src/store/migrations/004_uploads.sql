-- Photos on their way up, in pieces. A row stays after the last piece until a change names the
-- blob: until then its bytes count against the device's quota and can expire. From then on the
-- blob is part of the record like any other.
CREATE TABLE upload (
    device     BLOB NOT NULL,
    document   BLOB NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    total      INTEGER NOT NULL,
    received   INTEGER NOT NULL CHECK (received <= total),
    touched_at INTEGER NOT NULL,
    PRIMARY KEY (device, document, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_blob ON upload (document, digest);
CREATE INDEX upload_touched ON upload (touched_at);

CREATE TABLE upload_part (
    device   BLOB NOT NULL,
    document BLOB NOT NULL,
    digest   BLOB NOT NULL,
    start    INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (device, document, digest, start)
) STRICT;
