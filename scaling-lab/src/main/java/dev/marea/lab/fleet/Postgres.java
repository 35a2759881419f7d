package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on the state folder's data, on a loopback port. Each name of the
 * fleet file has a database and a role.
 */
final class Postgres implements AutoCloseable {

	private static final String SUPERUSER = "postgres";

	private static final int MAX_CONNECTIONS = 300;

	private final Path binaries;

	private final StateFolder state;

	private final int port;

	private Postgres(Path binaries, StateFolder state, int port) {
		this.binaries = binaries;
		this.state = state;
		this.port = port;
	}

	static Postgres start(Path cache, StateFolder state, int port, Reaper reaper, List<String> databases) {
		Postgres postgres = new Postgres(PostgresBinaries.unpack(cache), state, port);
		if (!Files.exists(state.data().resolve("PG_VERSION"))) {
			postgres.initialize();
		}
		reaper.data(state.data());
		postgres.run();
		postgres.create(databases);
		return postgres;
	}

	String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + database;
	}

	/** Its first process; absent while it does not run. */
	@Nullable Long pid() {
		try (Stream<String> lines = Files.lines(this.state.data().resolve("postmaster.pid"))) {
			return lines.findFirst().map(Long::valueOf).orElse(null);
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	String password(String role) {
		return this.state.password(role);
	}

	boolean alive() {
		return Files.exists(this.state.data().resolve("postmaster.pid")) && Ports.free(this.port) == false;
	}

	private void initialize() {
		try {
			StateFolder.delete(this.state.data());
			Path password = this.state.secrets().resolve("initial");
			Files.writeString(password, this.state.password(SUPERUSER) + "\n");
			// the same collation on every platform
			program("initdb", "-D", this.state.data().toString(), "-U", SUPERUSER, "-E", "UTF8", "--auth=scram-sha-256",
					"--pwfile=" + password, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
			Files.delete(password);
		}
		catch (IOException ex) {
			throw new Failure("PostgreSQL's data cannot be written to " + this.state.data() + ": " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Without fsync, a crash of a process loses nothing, but a power failure may. For
	 * demos; do not use in production.
	 */
	void run() {
		program("pg_ctl", "start", "-w", "-t", "60", "-D", this.state.data().toString(), "-l",
				this.state.log("postgresql").toString(), "-o",
				"-p " + this.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections="
						+ MAX_CONNECTIONS
						+ " -c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c jit=off -c timezone=UTC");
	}

	private void create(List<String> databases) {
		try (Connection connection = DriverManager.getConnection(url("postgres"), SUPERUSER, password(SUPERUSER))) {
			for (String database : databases) {
				if (!exists(connection, database)) {
					try (Statement statement = connection.createStatement()) {
						statement.execute("DROP ROLE IF EXISTS \"" + database + "\"");
						statement
							.execute("CREATE ROLE \"" + database + "\" LOGIN PASSWORD '" + password(database) + "'");
						statement.execute("CREATE DATABASE \"" + database + "\" OWNER \"" + database + "\"");
						statement.execute("REVOKE CONNECT ON DATABASE \"" + database + "\" FROM PUBLIC");
					}
				}
			}
		}
		catch (SQLException ex) {
			throw new Failure(
					"the databases cannot be made (" + ex.getMessage() + "); ./marea up --fresh starts with new data.",
					ex);
		}
	}

	private static boolean exists(Connection connection, String database) throws SQLException {
		try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
			query.setString(1, database);
			return query.executeQuery().next();
		}
	}

	/** PostgreSQL refuses to run as root; in its own user namespace it runs as nobody. */
	private static boolean root() {
		return "root".equals(System.getProperty("user.name")) && System.getProperty("os.name").equals("Linux");
	}

	private void program(String name, String... arguments) {
		List<String> command = new ArrayList<>();
		if (root()) {
			command.addAll(List.of("unshare", "-U"));
		}
		command.add(this.binaries.resolve("bin").resolve(name).toString());
		command.addAll(List.of(arguments));
		Path log = this.state.log("postgresql-" + name);
		try {
			ProcessBuilder builder = new ProcessBuilder(command);
			builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			Process process = builder.start();
			if (!process.waitFor(120, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new Failure("PostgreSQL's " + name + " does not end; its log is " + log + ".");
			}
			if (process.exitValue() != 0) {
				throw new Failure("PostgreSQL's " + name + " failed: " + LogTail.lastLine(log) + hint(log)
						+ " The log is " + log + ".");
			}
		}
		catch (IOException ex) {
			throw new Failure("PostgreSQL's " + name + " cannot be started: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Failure("interrupted", ex);
		}
	}

	private static String hint(Path log) {
		return root() && LogTail.lastLine(log).contains("unshare")
				? " PostgreSQL does not run as root, and user namespaces are not allowed here: run ./marea as an ordinary user."
				: "";
	}

	@Override
	public void close() {
		if (Files.exists(this.state.data().resolve("postmaster.pid"))) {
			program("pg_ctl", "stop", "-w", "-t", "30", "-m", "fast", "-D", this.state.data().toString());
		}
	}

}
