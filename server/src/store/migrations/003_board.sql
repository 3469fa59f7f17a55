-- What the board says beside the state, and the tasks with the roles whose they are.
ALTER TABLE board ADD COLUMN time_open       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN waiting         INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN disputed        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board ADD COLUMN money           TEXT NOT NULL DEFAULT 'none';
-- JSON: [{"id": "...", "roles": ["..."]}]. Ids are words and ulids of this program, never a person's text.
ALTER TABLE board ADD COLUMN open_tasks      TEXT NOT NULL DEFAULT '[]';
-- The order names a procedure that wasn't known here when the line was written.
ALTER TABLE board ADD COLUMN lacks_procedure INTEGER NOT NULL DEFAULT 0;
CREATE INDEX board_lacks_procedure ON board (document) WHERE lacks_procedure = 1;
-- Lines of before are made again at the next start.
UPDATE board SET fold_version = 0;
