package dev.marea.order;

import java.util.Arrays;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;

import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/**
 * Runs a failed migration V3 again. It creates indexes outside a transaction, so Flyway
 * records its failure and would refuse every later start. It begins by dropping what an
 * earlier attempt has left.
 */
@Component
class OrderMigrations implements FlywayMigrationStrategy {

	private static final String REPEATABLE = "3";

	@Override
	public void migrate(Flyway flyway) {
		boolean failed = Arrays.stream(flyway.info().all())
			.filter((migration) -> migration.getState() == MigrationState.FAILED)
			.anyMatch((migration) -> migration.getVersion() != null
					&& REPEATABLE.equals(migration.getVersion().getVersion()));
		if (failed) {
			flyway.repair();
		}
		flyway.migrate();
	}

}
