package dev.marea.lab.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.fleet.DemoSpec;
import dev.marea.lab.fleet.FleetFile;
import dev.marea.lab.fleet.ServiceSpec.Scale;
import dev.marea.lab.hpa.Hpa;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In the demo, only a full catalog refuses a request: each layer admits more and waits
 * longer than the one behind it.
 */
class ShopBoundsTests {

	private static final String CATALOG = "catalog-service";

	private static final String ORDERS = "order-service";

	private static final String GATEWAY = "gateway-service";

	private static final String BULKHEAD = "RESILIENCE4J_BULKHEAD_INSTANCES_CATALOG_MAXCONCURRENTCALLS";

	private final FleetFile shop = FleetFile.read(Path.of("..", "shop", "fleet.yaml"));

	private final DemoSpec demo = Objects.requireNonNull(this.shop.demo());

	@Test
	void the_gateway_and_the_load_take_more_than_all_catalogs() {
		int gateway = number(GATEWAY, "MAREA_CAPACITY_CONCURRENCY");
		assertThat(gateway).isGreaterThan(heldByCatalogs());
		assertThat(Demo.MAX_IN_FLIGHT).isGreaterThan(gateway);
	}

	@Test
	void no_bulkhead_refuses_what_the_catalogs_would_take() {
		assertThat(number(GATEWAY, BULKHEAD)).isBetween(heldByCatalogs() + 1,
				number(GATEWAY, "MAREA_CAPACITY_CONCURRENCY"));
		assertThat(number(ORDERS, BULKHEAD)).isEqualTo(number(ORDERS, "MAREA_CAPACITY_CONCURRENCY"));
	}

	/** The gateway's default is as many as its concurrency. */
	@Test
	void orders_have_a_connection_for_every_request() {
		assertThat(number(ORDERS, "MAREA_BALANCE_CONNECTIONS"))
			.isGreaterThanOrEqualTo(number(ORDERS, "MAREA_CAPACITY_CONCURRENCY"));
	}

	@Test
	void each_layer_waits_longer_than_the_one_behind_it() {
		assertThat(setting(CATALOG, "MAREA_CAPACITY_QUEUETIMEOUT")).isEqualTo("${" + DemoSpec.PATIENCE + "}");
		List<Duration> inwards = List.of(Demo.TIMEOUT, duration(GATEWAY, "MAREA_BALANCE_RESPONSETIMEOUT"),
				duration(ORDERS, "MAREA_ORDERS_CATALOGTIMEOUT"), duration(ORDERS, "MAREA_BALANCE_RESPONSETIMEOUT"),
				this.demo.fit().patience().most());
		assertThat(inwards).isSortedAccordingTo((one, other) -> other.compareTo(one)).doesNotHaveDuplicates();
		assertThat(duration(ORDERS, "MAREA_ORDERS_LEASE")).as("an attempt that still waits for the catalog")
			.isGreaterThan(duration(ORDERS, "MAREA_ORDERS_CATALOGTIMEOUT"));
	}

	@Test
	void what_is_fitted_is_what_the_catalog_is_told() {
		assertThat(number(CATALOG, "MAREA_CAPACITY_CONCURRENCY")).isEqualTo(this.demo.fit().concurrency());
		assertThat(setting(CATALOG, "MAREA_CAPACITY_WAIT")).isEqualTo("${" + DemoSpec.WAIT + "}");
		assertThat(instances()).isGreaterThanOrEqualTo(DemoVerdict.PEAK);
	}

	private int heldByCatalogs() {
		return instances() * (number(CATALOG, "MAREA_CAPACITY_CONCURRENCY") + number(CATALOG, "MAREA_CAPACITY_QUEUE"));
	}

	/** At most: by the HPA, within what the fleet file allows. */
	private int instances() {
		Scale scale = Objects.requireNonNull(this.shop.service(CATALOG).scale());
		return Math.max(scale.max(), Hpa.read(this.shop.resolve(this.demo.hpa())).maxReplicas());
	}

	private String setting(String service, String name) {
		String variant = Objects.requireNonNull(this.demo.variant());
		String value = this.shop.variants().get(variant).get(service).get(name);
		assertThat(value).as("%s of %s in variant %s", name, service, variant).isNotNull();
		return value;
	}

	private int number(String service, String name) {
		return Integer.parseInt(setting(service, name));
	}

	private Duration duration(String service, String name) {
		return Duration.parse("PT" + setting(service, name));
	}

}
