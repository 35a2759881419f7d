package dev.marea.service.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A new database for every application context, on one real PostgreSQL per JVM. The
 * server runs in a container if Docker is available, else it is embedded. Import it into
 * a test.
 */
@TestConfiguration(proxyBeanMethods = false)
public class PostgresConfiguration {

	private static final AtomicInteger databases = new AtomicInteger();

	@Bean
	JdbcConnectionDetails freshDatabase() {
		return Server.INSTANCE.createDatabase("test_" + databases.incrementAndGet());
	}

	/** Started at its first use; stops with the JVM. */
	private record Server(String url, String user, String password) {

		static final Server INSTANCE = DockerClientFactory.instance().isDockerAvailable() ? inContainer() : embedded();

		private static Server inContainer() {
			PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18");
			// Enough for the pools of several contexts.
			postgres.setCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off");
			postgres.start();
			String url = "jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getMappedPort(5432) + "/";
			Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
			return new Server(url, postgres.getUsername(), postgres.getPassword());
		}

		private static Server embedded() {
			try {
				EmbeddedPostgres postgres = EmbeddedPostgres.builder()
					.setServerConfig("max_connections", "300")
					.setServerConfig("fsync", "off")
					.start();
				return new Server("jdbc:postgresql://localhost:" + postgres.getPort() + "/", "postgres", "postgres");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		JdbcConnectionDetails createDatabase(String name) {
			try (Connection connection = DriverManager.getConnection(this.url + "postgres", this.user, this.password);
					Statement statement = connection.createStatement()) {
				statement.execute("CREATE DATABASE " + name);
			}
			catch (SQLException ex) {
				throw new IllegalStateException("Cannot create a database for the test", ex);
			}
			return new JdbcConnectionDetails() {

				@Override
				public String getUsername() {
					return Server.this.user;
				}

				@Override
				public String getPassword() {
					return Server.this.password;
				}

				@Override
				public String getJdbcUrl() {
					return Server.this.url + name;
				}

			};
		}

	}

}
