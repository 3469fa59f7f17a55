-- What settlement needs of an order that was ever to be paid: made of its fold in the transaction of each change.
CREATE TABLE settlement (
    document  BLOB PRIMARY KEY CHECK (length(document) = 16),
    number    TEXT NOT NULL,
    -- The signature that counts, or the end with a charge; NULL while the order is under rework.
    signed_at INTEGER,
    due_fen   INTEGER NOT NULL,
    paid_fen  INTEGER NOT NULL,
    disputed  INTEGER NOT NULL,
    -- Canonical JSON of the account: amounts, months and ids, no words of people.
    account   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX settlement_number ON settlement (number);

-- Settlement months that somebody has written of, each made of its own document.
CREATE TABLE settlement_month (
    document BLOB PRIMARY KEY CHECK (length(document) = 16),
    month    TEXT NOT NULL UNIQUE,
    state    TEXT NOT NULL,
    -- Canonical JSON of the month.
    content  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Lines of orders of before are made at the next start.
UPDATE board SET fold_version = 0;
