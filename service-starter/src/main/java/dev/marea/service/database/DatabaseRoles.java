package dev.marea.service.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a database for each service on a PostgreSQL that is somebody else's, and a role
 * that owns it; whoever runs this needs no more than {@code CREATEROLE} and
 * {@code CREATEDB}. For each role there is a second user, ROLE_clone, who becomes the
 * role at once when it logs in: so a password can be changed while the other one is in
 * use. To be run again whenever passwords may have changed.
 */
public final class DatabaseRoles {

	private static final String CLONE = "_clone";

	private final Connection admin;

	DatabaseRoles(Connection admin) {
		this.admin = admin;
	}

	/**
	 * Makes what is missing, and sets the passwords.
	 * @param args the JDBC URL of the database {@code postgres}, and the roles. For each
	 * of them the environment has ROLE_USERNAME, which is the role or its clone, and
	 * ROLE_PASSWORD; for who does it, ADMIN_USERNAME and ADMIN_PASSWORD
	 */
	public static void main(String[] args) throws SQLException {
		Map<String, String> environment = System.getenv();
		List<String> roles = Arrays.asList(args).subList(1, args.length);
		try (Connection admin = DriverManager.getConnection(args[0], environment.get("ADMIN_USERNAME"),
				environment.get("ADMIN_PASSWORD"))) {
			for (String role : roles) {
				String variable = role.toUpperCase(Locale.ROOT);
				new DatabaseRoles(admin).make(role, environment.get(variable + "_USERNAME"),
						environment.get(variable + "_PASSWORD"));
				System.out.println("The database " + role + " and its role are there.");
			}
		}
	}

	/**
	 * Makes a role, its clone and its database where they are missing.
	 * @param user the role or its clone, whose password is set
	 */
	void make(String role, String user, String password) throws SQLException {
		String clone = role + CLONE;
		if (!user.equals(role) && !user.equals(clone)) {
			throw new IllegalArgumentException("'" + user + "' is neither " + role + " nor " + clone + ".");
		}
		if (missing("SELECT FROM pg_roles WHERE rolname = ?", role)) {
			run("CREATE ROLE %I LOGIN", role);
			// Whoever makes a role may give it to anybody, but is not of it: to make its
			// database, one must be.
			run("GRANT %I TO CURRENT_USER", role);
		}
		if (missing("SELECT FROM pg_roles WHERE rolname = ?", clone)) {
			run("CREATE ROLE %I LOGIN", clone);
			run("GRANT %I TO %I", role, clone);
			// What the clone makes is the role's.
			run("ALTER ROLE %I SET role = %L", clone, role);
		}
		if (missing("SELECT FROM pg_database WHERE datname = ?", role)) {
			run("CREATE DATABASE %I OWNER %I", role, role);
		}
		run("REVOKE ALL ON DATABASE %I FROM PUBLIC", role);
		run("ALTER ROLE %I PASSWORD %L", user, password);
	}

	private boolean missing(String query, String name) throws SQLException {
		try (PreparedStatement statement = this.admin.prepareStatement(query)) {
			statement.setString(1, name);
			try (ResultSet found = statement.executeQuery()) {
				return !found.next();
			}
		}
	}

	/** A statement whose names (%I) and literals (%L) PostgreSQL itself puts in. */
	private void run(String format, String... values) throws SQLException {
		try (PreparedStatement formatted = this.admin
			.prepareStatement("SELECT format(?" + ", ?::text".repeat(values.length) + ")")) {
			formatted.setString(1, format);
			for (int index = 0; index < values.length; index++) {
				formatted.setString(index + 2, values[index]);
			}
			try (ResultSet sql = formatted.executeQuery(); Statement statement = this.admin.createStatement()) {
				sql.next();
				statement.execute(sql.getString(1));
			}
		}
	}

}
