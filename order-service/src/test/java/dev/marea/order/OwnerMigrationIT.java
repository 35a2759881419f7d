package dev.marea.order;

import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From the orders of version 0.1.0, which had no issuer, while its replicas still run.
 */
@OrderServiceTest
class OwnerMigrationIT {

	private static final String ISSUER = "https://issuer.example/shop";

	private static final String OLD_INSERT = """
			INSERT INTO orders (id, owner, idempotency_key, fingerprint, status, lines, rejection, placed_at, version)
			VALUES (?, ?, ?, 'none', 'REJECTED', '[]', 'out-of-stock', now(), 1)""";

	@Autowired
	private DataSource database;

	@Test
	void keeps_every_order_and_gives_it_the_configured_issuer() throws Exception {
		try (var connection = this.database.getConnection()) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			flyway().target("1").load().migrate();
			jdbc.sql("SET search_path TO upgrade").update();
			UUID before = UUID.randomUUID();
			insertOld(jdbc, before, "ana", "k1");

			flyway().load().migrate();
			assertThat(issuerOf(jdbc, before)).isEqualTo(ISSUER);
			UUID during = UUID.randomUUID();
			insertOld(jdbc, during, "ana", "k2");
			assertThat(issuerOf(jdbc, during)).isEqualTo(ISSUER);
			assertThatExceptionOfType(DuplicateKeyException.class)
				.isThrownBy(() -> insertOld(jdbc, UUID.randomUUID(), "ana", "k1"));

			jdbc.sql(OLD_INSERT.replace("(id,", "(issuer, id,").replace("(?,", "('marea', ?,"))
				.params(UUID.randomUUID(), "ana", "k1")
				.update();
			assertThat(jdbc.sql("SELECT count(*) FROM orders WHERE owner = 'ana'").query(Integer.class).single())
				.isEqualTo(3);
			assertThat(jdbc.sql("""
					SELECT count(*) FROM pg_index
					WHERE indrelid = 'orders'::regclass AND NOT (indisvalid AND indisready)""")
				.query(Integer.class)
				.single()).isZero();
			jdbc.sql("RESET search_path").update();
		}
	}

	@Test
	void runs_the_indexes_again_after_a_failure() throws Exception {
		try (var connection = this.database.getConnection()) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			Flyway flyway = flyway().schemas("again").load();
			flyway().schemas("again").target("2").load().migrate();
			jdbc.sql("""
					INSERT INTO again.flyway_schema_history (installed_rank, version, description, type, script,
					    installed_by, execution_time, success)
					VALUES (100, '3', 'index by issuer', 'SQL', 'V3__index_by_issuer.sql', 'orders', 1, false)""")
				.update();
			assertThatExceptionOfType(FlywayException.class).isThrownBy(flyway::migrate);
			new OrderMigrations().migrate(flyway);
			assertThat(flyway.info().pending()).isEmpty();
		}
	}

	@Test
	void does_not_guess_whose_orders_these_are_beside_a_real_issuer() throws Exception {
		try (var connection = this.database.getConnection()) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			flyway().schemas("guess").target("1").load().migrate();
			jdbc.sql("SET search_path TO guess").update();
			insertOld(jdbc, UUID.randomUUID(), "ana", "k1");
			jdbc.sql("RESET search_path").update();
			assertThatExceptionOfType(FlywayException.class)
				.isThrownBy(() -> flyway().schemas("guess").placeholders(placeholders("")).load().migrate())
				.withMessageContaining("earlier-issuer");
			flyway().schemas("guess").placeholders(placeholders("marea")).load().migrate();
		}
	}

	private static Map<String, String> placeholders(String decided) {
		return Map.of("issuer", decided, "decided", decided, "real", ISSUER);
	}

	private FluentConfiguration flyway() {
		FluentConfiguration flyway = Flyway.configure()
			.dataSource(this.database)
			.schemas("upgrade")
			.locations("classpath:db/migration")
			.placeholders(Map.of("issuer", ISSUER, "decided", "", "real", ""));
		flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
		return flyway;
	}

	private static void insertOld(JdbcClient jdbc, UUID id, String owner, String key) {
		jdbc.sql(OLD_INSERT).params(id, owner, key).update();
	}

	private static String issuerOf(JdbcClient jdbc, UUID order) {
		return jdbc.sql("SELECT issuer FROM orders WHERE id = ?").param(order).query(String.class).single();
	}

}
