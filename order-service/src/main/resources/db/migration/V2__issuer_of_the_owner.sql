-- A subject is unique only within its issuer. Earlier orders get the configured issuer (spring.flyway.placeholders.issuer).
-- The default stays, because replicas of the version before insert no issuer. A constant default rewrites no row.
ALTER TABLE orders ADD COLUMN issuer text NOT NULL DEFAULT '${issuer}';
