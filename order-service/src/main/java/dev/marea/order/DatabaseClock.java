package dev.marea.order;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's clock. All replicas share it, so they agree on when a lease expires.
 */
class DatabaseClock implements InstantSource {

	private final JdbcClient jdbc;

	DatabaseClock(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	public Instant instant() {
		return this.jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
	}

}
