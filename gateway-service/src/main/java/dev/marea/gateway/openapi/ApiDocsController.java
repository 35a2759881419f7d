package dev.marea.gateway.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.marea.cloud.balancer.BalancedClients;
import dev.marea.gateway.GatewayProperties;
import dev.marea.gateway.route.PathMapping;
import dev.marea.gateway.route.Route;
import dev.marea.gateway.route.Routes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Merges the services' OpenAPI documents. If a service cannot be reached, the merged
 * document says so and contains the others.
 */
@RestController
class ApiDocsController {

	private static final Logger logger = LoggerFactory.getLogger(ApiDocsController.class);

	private static final Duration INCOMPLETE_AGE = Duration.ofSeconds(1);

	private static final JsonMapper JSON = new JsonMapper();

	private final Routes routes;

	private final BalancedClients balanced;

	private final Map<String, RestClient> clients = new ConcurrentHashMap<>();

	private final Duration age;

	private final Clock clock;

	private final ReentrantLock asking = new ReentrantLock();

	private volatile @Nullable Merged merged;

	ApiDocsController(Routes routes, GatewayProperties properties, BalancedClients balanced, Clock clock) {
		this.routes = routes;
		this.balanced = balanced;
		this.age = properties.docsAge();
		this.clock = clock;
	}

	@GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
	String document() {
		Merged present = this.merged;
		if (present != null && this.clock.instant().isBefore(present.until())) {
			return present.json();
		}
		this.asking.lock();
		try {
			present = this.merged;
			if (present == null || !this.clock.instant().isBefore(present.until())) {
				present = merge();
				this.merged = present;
			}
			return present.json();
		}
		finally {
			this.asking.unlock();
		}
	}

	private Merged merge() {
		OpenApiMerge merge = new OpenApiMerge(base());
		List<String> missing = new ArrayList<>();
		published().forEach((service, mappings) -> {
			ObjectNode document = ask(service);
			if (document != null) {
				merge.add(Route.title(service), mappings, document);
			}
			else {
				missing.add(service);
			}
		});
		ObjectNode document = merge.merged();
		if (!missing.isEmpty()) {
			ObjectNode info = (ObjectNode) document.get("info");
			info.put("description", info.path("description").asString()
					+ " Not reachable at the moment, so missing here: " + String.join(", ", missing) + ".");
		}
		return new Merged(JSON.writeValueAsString(document),
				this.clock.instant().plus(missing.isEmpty() ? this.age : INCOMPLETE_AGE));
	}

	/**
	 * Published paths by service, from MapPath filters; the public paths of other routes
	 * are not known.
	 */
	private Map<String, List<PathMapping>> published() {
		Map<String, List<PathMapping>> published = new LinkedHashMap<>();
		for (Route route : this.routes.all()) {
			if (route.mapping() != null) {
				published.computeIfAbsent(route.service(), (service) -> new ArrayList<>()).add(route.mapping());
			}
		}
		return published;
	}

	private @Nullable ObjectNode ask(String service) {
		try {
			RestClient client = this.clients.computeIfAbsent(service, this.balanced::client);
			String body = client.get().uri("/v3/api-docs").retrieve().body(String.class);
			JsonNode document = JSON.readTree((body != null) ? body : "");
			return (document instanceof ObjectNode object) ? object : null;
		}
		catch (RestClientException | JacksonException ex) {
			logger.warn("No OpenAPI document of {}: {}", service, ex.getMessage());
			return null;
		}
	}

	private static ObjectNode base() {
		try (InputStream base = new ClassPathResource("openapi-base.json").getInputStream()) {
			return (ObjectNode) JSON.readTree(base);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Merged(String json, Instant until) {
	}

}
