package dev.marea.catalog;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.sql.DataSource;

import dev.marea.service.test.Contract;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.test.context.TestPropertySource;

import static dev.marea.catalog.Api.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every endpoint answers 503 while the database is unreachable or busy, and recovers.
 */
@CatalogTest
@TestPropertySource(properties = { "spring.datasource.hikari.maximum-pool-size=2",
		"spring.datasource.hikari.connection-timeout=1000",
		"spring.datasource.hikari.data-source-properties.options=-c statement_timeout=5000" })
class OutageIT {

	@Autowired
	private Api api;

	@Autowired
	private DataSource pool;

	@Autowired
	private JdbcConnectionDetails database;

	@Test
	void a_pool_without_a_free_connection_is_503_until_there_is_one() throws SQLException {
		try (Connection _ = this.pool.getConnection(); Connection _ = this.pool.getConnection()) {
			assertUnavailable();
		}
		assertThat(this.api.get("/products").statusCode()).isEqualTo(200);
	}

	@Test
	void orders_learn_of_an_outage_as_their_contract_says() throws SQLException {
		try (Connection _ = this.pool.getConnection(); Connection _ = this.pool.getConnection()) {
			assertThat(Contract.read("order-service-catalog-service").with("the catalog cannot reach its database"))
				.hasSize(2)
				.allSatisfy((interaction) -> interaction.verify(this.api.origin(), this.api.authorization(),
						Map.of("the catalog cannot reach its database", (none) -> {
						})));
		}
	}

	@Test
	void a_row_that_somebody_holds_for_too_long_is_503() throws SQLException {
		this.api.create("STUCK-1", 5);
		UUID order = UUID.randomUUID();
		try (Connection connection = administrator(""); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("SELECT * FROM stock WHERE sku = 'STUCK-1' FOR UPDATE");
			assertUnavailable(this.api.reserve(order, "STUCK-1 1"));
			connection.rollback();
		}
		assertThat(this.api.reserve(order, "STUCK-1 1").statusCode()).isEqualTo(200);
		this.api.assertInvariants();
	}

	@Test
	void a_database_that_is_gone_is_503_until_it_is_back() throws SQLException {
		String name = this.database.getJdbcUrl().replaceAll(".*/", "");
		try (Connection connection = administrator("postgres"); Statement statement = connection.createStatement()) {
			statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
			statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
			assertUnavailable();
			statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
		}
		Awaitility.await().until(() -> this.api.get("/products").statusCode() == 200);
		this.api.assertInvariants();
	}

	/** Sends all at once, as each waits for a connection until its timeout. */
	private void assertUnavailable() {
		List<Callable<HttpResponse<String>>> requests = List.of(() -> this.api.get("/products"),
				() -> this.api.get("/products/COF-001"), () -> this.api.get("/products/categories"),
				() -> this.api.get("/reservations"), () -> this.api.send("POST", "/products", Api.product("OUT-1", 1)),
				() -> this.api.send("POST", "/products", Api.product("OUT-1", 1).replace("\n", ""), "Content-Type",
						"application/x-ndjson"),
				() -> this.api.send("PUT", "/products/COF-001", "{" + Api.details("Out", "1.00") + "}", "If-Match",
						"*"),
				() -> this.api.send("DELETE", "/products/COF-001", "", "If-Match", "*"),
				() -> this.api.reserve(UUID.randomUUID(), "COF-001 1"), () -> this.api.cancel(UUID.randomUUID()));
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			assertThat(callers.invokeAll(requests)).allSatisfy((answer) -> assertUnavailable(answer.get()));
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assertUnavailable(HttpResponse<String> answer) {
		assertProblem(answer, 503, "unavailable");
		assertThat(answer.headers().firstValue("Retry-After")).isPresent();
	}

	private Connection administrator(String name) throws SQLException {
		String url = this.database.getJdbcUrl();
		return DriverManager.getConnection(name.isEmpty() ? url : url.replaceFirst("[^/]*$", name),
				this.database.getUsername(), this.database.getPassword());
	}

}
