-- A subject is unique only within its issuer. Earlier orders get the configured issuer (spring.flyway.placeholders.issuer).
-- The default stays, because replicas of the version before insert no issuer. A constant default rewrites no row.
-- Where a real issuer is configured, only an operator knows whose these orders are.
DO $$ BEGIN
  IF '${real}' <> '' AND '${decided}' = '' AND EXISTS (SELECT FROM orders) THEN
    RAISE EXCEPTION 'Set marea.orders.earlier-issuer to the issuer of the orders of 0.1.0; see docs/upgrading.md';
  END IF;
END $$;
ALTER TABLE orders ADD COLUMN issuer text NOT NULL DEFAULT '${issuer}';
