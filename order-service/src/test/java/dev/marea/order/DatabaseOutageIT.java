package dev.marea.order;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

import dev.marea.order.OrderApi.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OrderServiceTest
@TestPropertySource(properties = "spring.datasource.hikari.connection-timeout=1000")
@DirtiesContext
class DatabaseOutageIT {

	@Autowired
	private JdbcConnectionDetails database;

	@Autowired
	private RecoveryWorker worker;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Test
	void is_answered_503_and_leaves_the_service_ready() throws SQLException {
		OrderApi ana = new OrderApi(this.port, "ana");
		UUID order = ana.place("k1", OrderApi.TEAS).id();
		String name = this.database.getJdbcUrl().replaceAll(".*/", "");
		administer("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
		administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
		assertUnavailable(ana.place("k2", OrderApi.TEAS));
		assertUnavailable(ana.place("k1", OrderApi.TEAS));
		assertUnavailable(ana.get("/orders/" + order));
		assertUnavailable(ana.get("/orders"));
		assertUnavailable(ana.cancel(order));
		this.worker.run();
		assertThat(new OrderApi(this.managementPort, "nobody").get("/actuator/health/readiness").status())
			.isEqualTo(200);
		administer("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
		await().atMost(Duration.ofSeconds(30)).until(() -> ana.get("/orders/" + order).status() == 200);
		assertThat(ana.place("k2", OrderApi.TEAS).string("/status")).isEqualTo("CONFIRMED");
	}

	private static void assertUnavailable(Answer answer) {
		answer.assertProblem(503, "unavailable");
		assertThat(answer.header("Retry-After")).isEqualTo("1");
	}

	private void administer(String statement) throws SQLException {
		String url = this.database.getJdbcUrl().replaceFirst("/[^/]*$", "/postgres");
		try (Connection connection = DriverManager.getConnection(url, this.database.getUsername(),
				this.database.getPassword()); Statement administration = connection.createStatement()) {
			administration.execute(statement);
		}
	}

}
