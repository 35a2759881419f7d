package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.marea.cloud.balancer.DiscoveryProperties.Kubernetes;
import dev.marea.cloud.balancer.test.StubApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static dev.marea.cloud.balancer.test.Slices.leaving;
import static dev.marea.cloud.balancer.test.Slices.ready;
import static dev.marea.cloud.balancer.test.Slices.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class EndpointSliceDiscoveryTests {

	private final StubApiServer api = new StubApiServer();

	private final List<List<Instance>> told = new CopyOnWriteArrayList<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(SliceWatch.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private EndpointSliceDiscovery discovery = discovery(Duration.ofMinutes(1));

	@BeforeEach
	void keepLog() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() {
		this.discovery.close();
		this.api.close();
		this.logger.detachAppender(this.log);
	}

	@Test
	void lists_the_slices_of_the_service_at_once() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		follow();
		assertThat(this.told).containsExactly(List.of(new Instance("10.0.0.1", 8081, "catalog-1")));
		assertThat(this.api.queries()).first()
			.asString()
			.startsWith("/apis/discovery.k8s.io/v1/namespaces/marea/endpointslices?")
			.contains("labelSelector=kubernetes.io/service-name=catalog");
	}

	@Test
	void passes_an_empty_list_for_a_service_without_slices() {
		follow();
		assertThat(this.told).containsExactly(List.of());
	}

	@Test
	void follows_ready_and_terminating_endpoints() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		followAndWatch();
		this.api.put(slice("b", ready("catalog-2", "10.0.0.2")));
		awaitNames("catalog-1", "catalog-2");
		this.api.put(slice("a", leaving("catalog-1", "10.0.0.1")));
		awaitNames("catalog-2");
	}

	@Test
	void removes_the_instances_of_a_deleted_slice() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		this.api.put(slice("b", ready("catalog-2", "10.0.0.2")));
		followAndWatch();
		this.api.remove("a");
		awaitNames("catalog-2");
	}

	@Test
	void ignores_changes_that_do_not_change_the_list() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		followAndWatch();
		this.api.put(slice("b"));
		this.api.put(slice("c", ready("catalog-2", "10.0.0.2")));
		awaitNames("catalog-1", "catalog-2");
		assertThat(this.told).hasSize(2);
	}

	@Test
	void lists_again_if_the_resource_version_is_too_old() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		followAndWatch();
		int before = this.api.lists();
		this.api.expire();
		await().until(() -> this.api.lists() > before && this.api.watching() == 1);
		this.api.put(slice("a", ready("catalog-2", "10.0.0.2")));
		awaitNames("catalog-2");
	}

	@Test
	void keeps_the_last_list_while_the_api_server_is_away_and_catches_up_afterwards() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		this.api.put(slice("b", ready("catalog-2", "10.0.0.2")));
		followAndWatch();
		this.api.goAway();
		await().until(() -> !this.log.list.isEmpty());
		this.api.remove("a");
		this.api.put(slice("c", ready("catalog-3", "10.0.0.3")));
		assertThat(this.told).hasSize(1);
		this.api.comeBack();
		awaitNames("catalog-2", "catalog-3");
		await().until(() -> this.api.watching() == 1);
		this.api.put(slice("c", ready("catalog-4", "10.0.0.4")));
		awaitNames("catalog-2", "catalog-4");
	}

	@Test
	void logs_an_outage_once_and_its_end_once() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		followAndWatch();
		this.api.goAway();
		// Several attempts fail during this time.
		await().during(Duration.ofSeconds(2)).until(() -> this.log.list.size() <= 1);
		this.api.comeBack();
		await().until(() -> this.log.list.size() > 1);
		await().during(Duration.ofSeconds(1)).until(() -> this.log.list.size() == 2);
		assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly(
					(away) -> assertThat(away)
						.startsWith("The EndpointSlices of catalog cannot be watched, the last list stays: "),
					(back) -> assertThat(back)
						.matches("The EndpointSlices of catalog are watched again, after \\d+ s"));
	}

	@Test
	void logs_once_that_it_may_list_but_not_watch() {
		this.api.refuseWatches(true);
		follow();
		await().until(() -> this.api.lists() >= 3);
		assertThat(this.log.list).hasSize(1);
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		awaitNames("catalog-1");
	}

	@Test
	void notices_a_dead_watch_connection() {
		this.discovery.close();
		this.discovery = discovery(Duration.ofSeconds(2));
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		followAndWatch();
		this.api.fallSilent();
		this.api.put(slice("a", ready("catalog-2", "10.0.0.2")));
		awaitNames("catalog-2");
	}

	@Test
	void fails_with_the_reason_if_the_first_list_does_not_arrive_in_time() {
		this.discovery.close();
		this.discovery = discovery(Duration.ofMinutes(1), Duration.ofSeconds(2));
		this.api.forbid(true);
		assertThatIllegalStateException().isThrownBy(this::follow)
			.withMessage("The EndpointSlices of catalog could not be listed within 2 s: endpointslices is forbidden");
		assertThat(this.told).isEmpty();
		this.discovery.close();
		this.discovery = discovery(Duration.ofMinutes(1), Duration.ofSeconds(2));
		this.api.goAway();
		assertThatIllegalStateException().isThrownBy(this::follow).withMessageContaining("within 2 s");
	}

	@Test
	void waits_for_an_api_server_that_returns_in_time() {
		this.api.put(slice("a", ready("catalog-1", "10.0.0.1")));
		this.api.forbid(true);
		Thread cure = Thread.ofVirtual().start(() -> {
			await().until(() -> !this.log.list.isEmpty());
			this.api.forbid(false);
		});
		follow();
		assertThat(this.told).hasSize(1);
		assertThat(cure).isNotNull();
	}

	private EndpointSliceDiscovery discovery(Duration lifetime) {
		return discovery(lifetime, Duration.ofSeconds(30));
	}

	private EndpointSliceDiscovery discovery(Duration lifetime, Duration firstList) {
		return new EndpointSliceDiscovery(client(),
				new Kubernetes(true, null, Map.of("catalogservice", "catalog"), "http", firstList), lifetime);
	}

	private KubernetesClient client() {
		Config config = Config.empty();
		config.setMasterUrl(this.api.url());
		config.setNamespace("marea");
		return EndpointSliceDiscovery.client(config);
	}

	private void follow() {
		this.discovery.follow("catalog-service", this.told::add);
	}

	private void followAndWatch() {
		follow();
		await().until(() -> this.api.watching() == 1);
	}

	private void awaitNames(String... names) {
		await().untilAsserted(() -> assertThat(this.told.getLast()).extracting(Instance::name).containsExactly(names));
	}

}
