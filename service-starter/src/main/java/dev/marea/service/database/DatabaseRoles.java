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
 * Creates a database and its owner role for each service on a managed PostgreSQL. The
 * administrator needs only {@code CREATEROLE} and {@code CREATEDB}. Each role has a
 * second user, ROLE_clone, which assumes the role at login. So one user's password can
 * change while the other user is in use. Run it again after passwords change.
 */
public final class DatabaseRoles {

	private static final String CLONE = "_clone";

	private final Connection admin;

	DatabaseRoles(Connection admin) {
		this.admin = admin;
	}

	/**
	 * Creates missing roles and databases, and sets the passwords.
	 * @param args JDBC URL of the database {@code postgres}, then the roles. For each
	 * role, the environment has ROLE_USERNAME (the role or its clone) and ROLE_PASSWORD.
	 * For the administrator it has ADMIN_USERNAME and ADMIN_PASSWORD
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
				System.out.println("The database " + role + " and its role exist.");
			}
		}
	}

	/**
	 * Creates a role, its clone and its database if they are missing.
	 * @param user role or clone whose password is set
	 */
	void make(String role, String user, String password) throws SQLException {
		String clone = role + CLONE;
		if (!user.equals(role) && !user.equals(clone)) {
			throw new IllegalArgumentException("'" + user + "' is neither " + role + " nor " + clone + ".");
		}
		if (missing("SELECT FROM pg_roles WHERE rolname = ?", role)) {
			run("CREATE ROLE %I LOGIN", role);
			// The creator of a role may grant it but is not its member; only a member may
			// create a
			// database for it.
			run("GRANT %I TO CURRENT_USER", role);
		}
		if (missing("SELECT FROM pg_roles WHERE rolname = ?", clone)) {
			run("CREATE ROLE %I LOGIN", clone);
			run("GRANT %I TO %I", role, clone);
			// The role owns every object that the clone creates.
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

	/** Runs a statement; PostgreSQL itself quotes its names (%I) and literals (%L). */
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
