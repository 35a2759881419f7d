package dev.marea.cloud.balancer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import dev.marea.cloud.balancer.ReadinessCheck.Result;
import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DnsDiscoveryTests {

	private final List<List<Instance>> told = new CopyOnWriteArrayList<>();

	private final Set<String> ready = ConcurrentHashMap.newKeySet();

	private volatile List<String> listed = List.of();

	private final DnsDiscovery discovery = new DnsDiscovery(Duration.ofMillis(10), this::resolve,
			(address, name) -> (name.managementPort() == 9081 && this.ready.contains(address.getHostAddress()))
					? Result.READY : Result.NOT_READY);

	@AfterEach
	void close() {
		this.discovery.close();
	}

	@Test
	void lists_only_ready_addresses() {
		this.listed = List.of("10.0.0.1", "10.0.0.2");
		this.ready.add("10.0.0.2");
		follow();
		assertThat(this.told).containsExactly(List.of(new Instance("10.0.0.2", 8081, "10.0.0.2:8081")));
	}

	@Test
	void follows_readiness() {
		this.listed = List.of("10.0.0.1");
		follow();
		assertThat(this.told).containsExactly(List.of());
		this.ready.add("10.0.0.1");
		await().until(() -> this.told.size() == 2);
		assertThat(this.told.getLast()).hasSize(1);
		// A draining instance is still listed but no longer ready.
		this.ready.clear();
		await().until(() -> this.told.size() == 3);
		assertThat(this.told.getLast()).isEmpty();
	}

	@Test
	void checks_the_known_addresses_while_the_dns_is_away() {
		this.listed = List.of("10.0.0.1", "10.0.0.2");
		this.ready.addAll(this.listed);
		follow();
		this.listed = List.of();
		this.ready.remove("10.0.0.1");
		await().until(() -> this.told.size() == 2);
		assertThat(this.told.getLast()).extracting(Instance::host).containsExactly("10.0.0.2");
	}

	/** The check may be late because this process was paused. */
	@Test
	void keeps_an_instance_whose_readiness_is_not_answered() throws Exception {
		CountDownLatch silent = new CountDownLatch(1);
		try (StubInstance instance = new StubInstance("a");
				DnsDiscovery real = new DnsDiscovery(Duration.ofMillis(10))) {
			real.follow(new DiscoveryProperties.Name("127.0.0.1", 8081, instance.port(), "/ready"), this.told::add);
			assertThat(this.told).hasSize(1).first().asList().hasSize(1);
			instance.answering((request) -> {
				hold(silent);
				return Answer.ok("{}");
			});
			int before = instance.count();
			await().atMost(Duration.ofSeconds(60)).until(() -> instance.count() >= before + 3);
			assertThat(this.told).hasSize(1);
			silent.countDown();
			instance.answering((request) -> Answer.of(503, Map.of(), "{}"));
			await().atMost(Duration.ofSeconds(60)).until(() -> this.told.size() == 2);
			assertThat(this.told.getLast()).isEmpty();
		}
	}

	@Test
	void drops_an_instance_that_refuses_the_readiness_check() {
		try (StubInstance instance = new StubInstance("a");
				DnsDiscovery real = new DnsDiscovery(Duration.ofMillis(10))) {
			real.follow(new DiscoveryProperties.Name("127.0.0.1", 8081, instance.port(), "/ready"), this.told::add);
			assertThat(this.told).hasSize(1).first().asList().hasSize(1);
			instance.kill();
			await().atMost(Duration.ofSeconds(60)).until(() -> this.told.size() == 2);
			assertThat(this.told.getLast()).isEmpty();
		}
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void follow() {
		this.discovery.follow(new DiscoveryProperties.Name("catalog-service", 8081, 9081, "/ready"), this.told::add);
	}

	private InetAddress[] resolve(String host) throws UnknownHostException {
		if (this.listed.isEmpty()) {
			throw new UnknownHostException(host);
		}
		InetAddress[] addresses = new InetAddress[this.listed.size()];
		for (int index = 0; index < addresses.length; index++) {
			addresses[index] = InetAddress.ofLiteral(this.listed.get(index));
		}
		return addresses;
	}

}
