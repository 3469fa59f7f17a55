-- What the desks did with an order, for the board's queues and lists.
ALTER TABLE board ADD COLUMN replied_at       INTEGER;
ALTER TABLE board ADD COLUMN given_at         INTEGER;
ALTER TABLE board ADD COLUMN in_pool          INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN held_at          INTEGER;
ALTER TABLE board ADD COLUMN batch_day        TEXT;
ALTER TABLE board ADD COLUMN batch_taken      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN twins            INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN claims_open      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN declined_because TEXT;
ALTER TABLE board ADD COLUMN declined_version INTEGER;
ALTER TABLE board ADD COLUMN demand_told      INTEGER NOT NULL DEFAULT 0;
CREATE INDEX board_number ON board (number) WHERE number IS NOT NULL;
CREATE INDEX board_demand ON board (service_class, requested_at) WHERE declined_because IS NOT NULL;
CREATE INDEX board_held ON board (held_at) WHERE held_at IS NOT NULL AND batch_taken = 0;
-- Each line is made again at the next start.
UPDATE board SET fold_version = 0;
