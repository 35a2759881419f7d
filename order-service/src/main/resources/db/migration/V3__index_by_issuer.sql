-- Outside a transaction, so that orders can be placed meanwhile. A million orders take longer than the services' timeout.
SET statement_timeout = 0;

-- An index of an attempt that was interrupted is not valid.
DROP INDEX CONCURRENTLY IF EXISTS one_order_per_owner_and_key;
CREATE UNIQUE INDEX CONCURRENTLY one_order_per_owner_and_key ON orders (issuer, owner, idempotency_key);

-- ids are UUIDv7: their order is that of placing
DROP INDEX CONCURRENTLY IF EXISTS orders_of_issuer_and_owner;
CREATE INDEX CONCURRENTLY orders_of_issuer_and_owner ON orders (issuer, owner, id DESC);

RESET statement_timeout;
