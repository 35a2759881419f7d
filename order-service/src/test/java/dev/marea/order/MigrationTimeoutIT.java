package dev.marea.order;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import static org.assertj.core.api.Assertions.assertThat;

@OrderServiceTest
class MigrationTimeoutIT {

	@Autowired
	private JdbcConnectionDetails database;

	@Autowired
	private MigrationTimeout timeout;

	@Test
	void lets_a_migration_outlast_the_socket_timeout() {
		try (HikariDataSource impatient = new HikariDataSource(impatient())) {
			assertThat(migrate(impatient, this.timeout)).isOne();
		}
	}

	private int migrate(DataSource database, Callback... callbacks) {
		return Flyway.configure()
			.dataSource(database)
			.schemas("slow")
			.locations("classpath:slow-migration")
			.callbacks(callbacks)
			.load()
			.migrate().migrationsExecuted;
	}

	private HikariConfig impatient() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.database.getJdbcUrl());
		config.setUsername(this.database.getUsername());
		config.setPassword(this.database.getPassword());
		// Seconds
		config.addDataSourceProperty("socketTimeout", "1");
		return config;
	}

}
