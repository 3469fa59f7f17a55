-- What the desks did with an order, for the board's queues and lists.
ALTER TABLE board ADD COLUMN replied_at    INTEGER;
ALTER TABLE board ADD COLUMN assigned_at   INTEGER;
ALTER TABLE board ADD COLUMN arrived_at    INTEGER;
ALTER TABLE board ADD COLUMN in_pool       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN slip_at       INTEGER;
ALTER TABLE board ADD COLUMN batch_day     TEXT;
ALTER TABLE board ADD COLUMN batch_taken   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN duplicates    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN declined_why  TEXT;
ALTER TABLE board ADD COLUMN demand_told   INTEGER;
CREATE INDEX board_requested ON board (requested_at);
CREATE INDEX board_number ON board (number) WHERE number IS NOT NULL;
CREATE INDEX board_demand ON board (service_class, requested_at) WHERE declined_why IS NOT NULL;
-- Each line is made again at the next start.
UPDATE board SET fold_version = 0;
