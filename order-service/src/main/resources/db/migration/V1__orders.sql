CREATE TABLE orders (
	id              uuid PRIMARY KEY,
	owner           text NOT NULL,
	idempotency_key text NOT NULL,
	-- SHA-256 of what was asked for: the same key with another request is refused
	fingerprint     text NOT NULL,
	status          text NOT NULL CHECK (status IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLING', 'CANCELLED')),
	-- [{"sku", "quantity", "unitPrice": {"amount", "currency"}, "available"}], written and read as one
	lines           jsonb NOT NULL,
	total_amount    numeric(14, 2),
	total_currency  text,
	rejection       text,
	placed_at       timestamptz NOT NULL,
	-- whoever took the order up last has it until then; by the database's clock
	lease_until     timestamptz,
	-- counts every change, so that an attempt whose lease was taken over can write nothing
	version         bigint NOT NULL,
	CONSTRAINT one_order_per_key UNIQUE (owner, idempotency_key),
	CONSTRAINT leased_while_unfinished CHECK ((lease_until IS NOT NULL) = (status IN ('PENDING', 'CANCELLING'))),
	CONSTRAINT priced_once_confirmed CHECK
		((total_amount IS NOT NULL AND total_currency IS NOT NULL) = (status IN ('CONFIRMED', 'CANCELLING', 'CANCELLED'))),
	CONSTRAINT reason_when_rejected CHECK ((rejection IS NOT NULL) = (status = 'REJECTED'))
);

-- ids are UUIDv7: their order is that of placing
CREATE INDEX orders_of_owner ON orders (owner, id DESC);

CREATE INDEX unfinished_orders ON orders (lease_until) WHERE status IN ('PENDING', 'CANCELLING');
