-- Which kind of case a complaint is, by its code (CMP-7); none of older ones.
ALTER TABLE complaint ADD COLUMN case_kind TEXT;
CREATE INDEX complaint_case_kind ON complaint (case_kind);
