-- Management-fee accounts, each made of its own document in the transaction of each change (FEE-9 to FEE-11, DUN).
CREATE TABLE fee_account (
    document BLOB PRIMARY KEY CHECK (length(document) = 16),
    -- The customer's number in the directory.
    account  TEXT NOT NULL,
    -- Canonical JSON of the account.
    content  TEXT NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fee_account_number ON fee_account (account);

-- Numbers of receipts, used and prepared: one number is one payment at the whole site (FEE-10).
CREATE TABLE fee_receipt (
    receipt  TEXT NOT NULL,
    document BLOB NOT NULL CHECK (length(document) = 16),
    PRIMARY KEY (receipt, document)
) STRICT, WITHOUT ROWID;
