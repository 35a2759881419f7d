package dev.marea.service.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Uses a PostgreSQL with password authentication whose administrator is no superuser, as
 * on RDS.
 */
class DatabaseRolesIT {

	private static final String QUOTED = "it's \"quoted\" %I";

	private static EmbeddedPostgres server;

	private static int port;

	@BeforeAll
	static void start() throws IOException, SQLException {
		server = EmbeddedPostgres.builder().setConnectConfig("user", "postgres").start();
		port = server.getPort();
		try (Connection superuser = server.getPostgresDatabase().getConnection();
				Statement statement = superuser.createStatement()) {
			statement.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'admin'");
			statement.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
			// Every user except the superuser needs a password.
			String file = text(statement, "SHOW hba_file");
			Files.writeString(Path.of(file),
					"host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
			statement.execute("SELECT pg_reload_conf()");
		}
	}

	@AfterAll
	static void stop() throws IOException {
		server.close();
	}

	@BeforeEach
	void make() throws SQLException {
		try (Connection admin = connect("postgres", "administrator", "admin")) {
			new DatabaseRoles(admin).make("catalog", "catalog", QUOTED);
			new DatabaseRoles(admin).make("orders", "orders", "of orders");
		}
	}

	@Test
	void lets_a_role_into_its_own_database_alone() throws SQLException {
		connect("catalog", "catalog", QUOTED).close();
		assertThatThrownBy(() -> connect("orders", "catalog", QUOTED)).hasMessageContaining("permission denied");
		assertThatThrownBy(() -> connect("catalog", "stranger", "stranger")).hasMessageContaining("permission denied");
	}

	@Test
	void lets_the_other_user_in_while_the_first_goes_on() throws SQLException {
		try (Connection first = connect("catalog", "catalog", QUOTED); Statement statement = first.createStatement()) {
			statement.execute("CREATE TABLE products (sku text)");
			rotate("catalog_clone", "second");
			try (Connection second = connect("catalog", "catalog_clone", "second");
					Statement other = second.createStatement()) {
				other.execute("INSERT INTO products VALUES ('TEA-001')");
				other.execute("ALTER TABLE products ADD COLUMN name text");
				other.execute("CREATE TABLE movements (sku text)");
				assertThat(text(other, "SELECT tableowner FROM pg_tables WHERE tablename = 'movements'"))
					.isEqualTo("catalog");
			}
			assertThat(text(statement, "SELECT sku FROM products")).isEqualTo("TEA-001");
			statement.execute("DROP TABLE products, movements");
		}
		connect("catalog", "catalog", QUOTED).close();
	}

	@Test
	void changes_nothing_but_the_password_when_it_is_run_again() throws SQLException {
		rotate("orders", "another");
		connect("orders", "orders", "another").close();
		assertThatThrownBy(() -> connect("orders", "orders", "of orders")).hasMessageContaining("password");
	}

	@Test
	void refuses_a_user_that_is_not_of_the_role() {
		assertThatIllegalArgumentException().isThrownBy(() -> rotate("stranger", "x"))
			.withMessage("'stranger' is neither catalog nor catalog_clone.");
	}

	private static void rotate(String user, String password) throws SQLException {
		try (Connection admin = connect("postgres", "administrator", "admin")) {
			new DatabaseRoles(admin).make(user.startsWith("orders") ? "orders" : "catalog", user, password);
		}
	}

	private static Connection connect(String database, String user, String password) throws SQLException {
		return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
	}

	private static String text(Statement statement, String query) throws SQLException {
		try (ResultSet rows = statement.executeQuery(query)) {
			assertThat(rows.next()).isTrue();
			return rows.getString(1);
		}
	}

}
