-- The store's ledger is made of the entries of some kinds, whatever document they are in.
CREATE INDEX entry_kind ON entry (kind);

-- Orders that goods were asked for before there was a group that reads them. A person who joins the
-- group gets each with a feed number of its own.
INSERT INTO scope (document, principal, reason, granted_seq)
SELECT DISTINCT entry.document, CAST('goods:order' AS BLOB), 'site', document.last_seq
FROM entry JOIN document ON document.id = entry.document
WHERE document.kind = 'order' AND entry.kind = 'part_replaced'
ON CONFLICT DO NOTHING;
