-- The key with which a device's sealed data open after a login, when the PIN is forgotten. It opens nothing without the
-- device's own storage. Written at enrolment; handed out again only on a login with password and device key.
CREATE TABLE device_recovery (
    device     BLOB PRIMARY KEY REFERENCES device (id),
    key        BLOB NOT NULL CHECK (length(key) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each time that it was handed out, for the audit.
CREATE TABLE device_recovery_given (
    number INTEGER PRIMARY KEY,
    device BLOB NOT NULL REFERENCES device (id),
    user   BLOB NOT NULL REFERENCES user (id),
    at     INTEGER NOT NULL,
    why    TEXT NOT NULL CHECK (why IN ('enrolment', 'login'))
) STRICT;
CREATE INDEX device_recovery_given_device ON device_recovery_given (device, at);
