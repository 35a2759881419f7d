-- A subject belongs to its issuer. Orders of before have the issuer that is configured (spring.flyway.placeholders.issuer).
-- The default stays: replicas of the version before insert without an issuer while they are replaced. A constant default
-- rewrites no row.
ALTER TABLE orders ADD COLUMN issuer text NOT NULL DEFAULT '${issuer}';
