ALTER TABLE orders DROP CONSTRAINT one_order_per_key;
ALTER TABLE orders ADD CONSTRAINT one_order_per_key UNIQUE USING INDEX one_order_per_owner_and_key;
