-- Who a customer is: figures keep enterprises apart (ROL-14). Whoever was there before is a household until somebody says
-- otherwise.
ALTER TABLE party ADD COLUMN customer_kind TEXT NOT NULL DEFAULT 'household';
