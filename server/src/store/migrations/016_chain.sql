-- What stands for every change up to this one, in their order: sha256(the one before, hash). Changes of before this
-- migration have none.
ALTER TABLE change ADD COLUMN chain BLOB CHECK (chain IS NULL OR length(chain) = 32);
