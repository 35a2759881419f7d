package dev.marea.aws.settings;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A service of the shop, with the ports that its image has.
 */
public enum Part {

	/** The edge. */
	GATEWAY("gateway-service", 8080, null),
	/** Products, stock, reservations. */
	CATALOG("catalog-service", 8081, "catalog"),
	/** Orders. */
	ORDERS("order-service", 8082, "orders");

	private final String service;

	private final int port;

	private final @Nullable String database;

	Part(String service, int port, @Nullable String database) {
		this.service = service;
		this.port = port;
		this.database = database;
	}

	/** Its name in the chart, in its image and in the settings. */
	public String service() {
		return this.service;
	}

	public int port() {
		return this.port;
	}

	/** Where probes ask. */
	public int managementPort() {
		return this.port + 1000;
	}

	/** Its database and the role that owns it, if it has one. */
	public @Nullable String database() {
		return this.database;
	}

	/** Whom it calls. */
	public List<Part> calls() {
		return switch (this) {
			case GATEWAY -> List.of(CATALOG, ORDERS);
			case CATALOG -> List.of();
			case ORDERS -> List.of(CATALOG);
		};
	}

	/** Its name as an identifier in templates. */
	public String id() {
		return switch (this) {
			case GATEWAY -> "Gateway";
			case CATALOG -> "Catalog";
			case ORDERS -> "Orders";
		};
	}

}
