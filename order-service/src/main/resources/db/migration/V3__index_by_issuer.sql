-- Outside a transaction, so that orders can be placed meanwhile. A million orders take longer than the services' timeout.
SET statement_timeout = 0;

-- An index of an attempt that was interrupted is not valid.
DROP INDEX CONCURRENTLY IF EXISTS one_order_per_owner_and_key;
CREATE UNIQUE INDEX CONCURRENTLY one_order_per_owner_and_key ON orders (issuer, owner, idempotency_key);

-- ids are UUIDv7: their order is that of placing
DROP INDEX CONCURRENTLY IF EXISTS orders_of_issuer_and_owner;
CREATE INDEX CONCURRENTLY orders_of_issuer_and_owner ON orders (issuer, owner, id DESC);

-- Replicas of 0.1.0 ask by owner and key alone. A later version drops this index and orders_of_owner.
DROP INDEX CONCURRENTLY IF EXISTS orders_of_owner_and_key;
CREATE INDEX CONCURRENTLY orders_of_owner_and_key ON orders (owner, idempotency_key);

RESET statement_timeout;
