-- One number is one payment at the whole site: job slips' receipts stand beside those of fee accounts (FEE-10). Orders' are
-- written when their lines are made again at the next start.
ALTER TABLE fee_receipt RENAME TO receipt_number;
