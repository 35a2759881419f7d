-- The check of the books goes through the ledger order by order. Ids of orders rise with time, so that new entries are
-- appended at the index's end.
CREATE INDEX stock_movement_order ON stock_movement (order_id) WHERE order_id IS NOT NULL;
