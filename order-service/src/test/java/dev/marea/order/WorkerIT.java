package dev.marea.order;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The worker runs periodically, and leases expire.
 */
@OrderServiceTest
@TestPropertySource(
		properties = { "marea.orders.worker-period=100ms", "marea.orders.lease=2s", "marea.orders.catalog-timeout=1s" })
@DirtiesContext
class WorkerIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private OrderLeases leases;

	@LocalServerPort
	private int port;

	@Test
	void finishes_what_a_crash_and_an_outage_left() {
		OrderApi ana = new OrderApi(this.port, "ana");
		this.catalog.failBefore = 503;
		ana.place("outage", OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		this.leases.open(OrderApi.ANA, "crash", new OrderLines(List.of(OrderLine.of("CUP", 1))));
		assertThat(ana.statuses()).containsExactly("PENDING", "PENDING");
		this.catalog.failBefore = 0;
		await().untilAsserted(() -> assertThat(ana.statuses()).containsExactly("CONFIRMED", "CONFIRMED"));
		assertThat(this.catalog.reservations()).isEqualTo(2);
	}

}
