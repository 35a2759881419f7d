package dev.marea.cloud.balancer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.marea.cloud.balancer.DiscoveryProperties.Kubernetes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class DiscoveryTests {

	static final Kubernetes NO_KUBERNETES = new Kubernetes(false, null, Map.of(), "http", Duration.ofSeconds(1));

	private static final String ONE = """
			[{"targets":["127.0.0.1:41001"],"labels":{"service":"a","instance":"a-1","management":"127.0.0.1:41002"}}]""";

	private static final String TWO = """
			[{"targets":["127.0.0.1:41001"],"labels":{"instance":"a-1"}},
			 {"targets":["[::1]:41003"],"labels":{"instance":"a-2"}}]""";

	@TempDir
	Path directory;

	private final List<List<Instance>> told = new CopyOnWriteArrayList<>();

	private Discovery discovery = new ConfiguredDiscovery(properties(null, Map.of()));

	@AfterEach
	void close() throws Exception {
		this.discovery.close();
	}

	@Test
	void reads_the_file_at_once() throws Exception {
		write(ONE);
		follow();
		assertThat(this.told).containsExactly(List.of(new Instance("127.0.0.1", 41001, "a-1")));
	}

	@Test
	void passes_on_a_changed_file() throws Exception {
		write(ONE);
		follow();
		write(TWO);
		await().until(() -> this.told.size() == 2);
		assertThat(this.told.getLast()).containsExactly(new Instance("127.0.0.1", 41001, "a-1"),
				new Instance("::1", 41003, "a-2"));
		write("[]");
		await().until(() -> this.told.size() == 3);
		assertThat(this.told.getLast()).isEmpty();
	}

	@Test
	void waits_for_a_missing_file() throws Exception {
		follow();
		assertThat(this.told).containsExactly(List.of());
		write(ONE);
		await().until(() -> this.told.size() == 2);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "[{\"targets\":[\"127.0.", "{}", "null", "[null]", "[] []", "[{\"targets\":[\"nowhere\"]}]",
					"[{\"targets\":[\"127.0.0.1:99999\"]}]", "[{\"targets\":[null]}]", "[{\"targets\":[\"a b:80\"]}]" })
	void keeps_the_last_list_if_the_file_is_invalid(String content) throws Exception {
		write(ONE);
		FileDiscovery files = new FileDiscovery(this.directory, Duration.ofDays(1));
		this.discovery = files;
		files.follow("a", this.told::add);
		write(content);
		files.check();
		assertThat(this.told).hasSize(1);
		write(TWO);
		files.check();
		assertThat(this.told).hasSize(2);
	}

	@Test
	void keeps_the_last_list_if_the_file_is_deleted() throws Exception {
		Path file = write(ONE);
		FileDiscovery files = new FileDiscovery(this.directory, Duration.ofDays(1));
		this.discovery = files;
		files.follow("a", this.told::add);
		Files.delete(file);
		files.check();
		assertThat(this.told).hasSize(1);
	}

	@Test
	void prefers_a_fixed_list_and_ignores_dashes() {
		this.discovery = new ConfiguredDiscovery(
				properties(this.directory, Map.of("catalogservice", List.of("http://10.0.0.1:8081", "http://envoy"))));
		this.discovery.follow("catalog-service", this.told::add);
		assertThat(this.told)
			.containsExactly(List.of(Instance.of("10.0.0.1:8081"), new Instance("envoy", 80, "envoy:80")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://a:1", "a:1", "http://a:1/path", "http://u@a:1", "http://" })
	void refuses_a_fixed_address_of_another_form(String address) {
		this.discovery = new ConfiguredDiscovery(properties(null, Map.of("a", List.of(address))));
		assertThatIllegalArgumentException().isThrownBy(() -> this.discovery.follow("a", this.told::add));
	}

	@Test
	void knows_none_if_nothing_is_configured() {
		this.discovery.follow("a", this.told::add);
		assertThat(this.told).containsExactly(List.of());
	}

	@Test
	void knows_which_services_are_configured() throws Exception {
		write(ONE);
		ConfiguredDiscovery configured = new ConfiguredDiscovery(
				properties(this.directory, Map.of("catalogservice", List.of("http://10.0.0.1:8081"))));
		this.discovery = configured;
		assertThat(configured.services()).containsExactly("a", "catalogservice");
		assertThat(configured.fixes("catalog-service")).isTrue();
		assertThat(configured.fixes("b")).isFalse();
		assertThat(configured.covers("b")).isTrue();
		assertThat(new ConfiguredDiscovery(properties(null, Map.of())).covers("b")).isFalse();
	}

	private void follow() {
		this.discovery = new ConfiguredDiscovery(properties(this.directory, Map.of()));
		this.discovery.follow("a", this.told::add);
	}

	private Path write(String content) throws IOException {
		Path written = Files.writeString(this.directory.resolve("a.json.tmp"), content);
		return Files.move(written, this.directory.resolve("a.json"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	private static DiscoveryProperties properties(@Nullable Path directory, Map<String, List<String>> fixed) {
		return new DiscoveryProperties(directory, Duration.ofMillis(10), fixed, Map.of(), Duration.ofSeconds(1),
				NO_KUBERNETES);
	}

}
