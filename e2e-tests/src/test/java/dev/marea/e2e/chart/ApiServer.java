package dev.marea.e2e.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stand-in for the API server of a cluster, which answers the look-ups of a chart. It
 * has the objects that a test puts into it, and lists none.
 */
final class ApiServer implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	/** By version, the kinds that every cluster has and the chart renders or looks up. */
	private static final Map<String, Set<String>> BUILT_IN = Map.of("v1",
			Set.of("Secret", "ServiceAccount", "Service", "ConfigMap", "PersistentVolumeClaim", "Pod"), "apps/v1",
			Set.of("Deployment", "StatefulSet"), "autoscaling/v2", Set.of("HorizontalPodAutoscaler"),
			"networking.k8s.io/v1", Set.of("NetworkPolicy"), "policy/v1", Set.of("PodDisruptionBudget"),
			"rbac.authorization.k8s.io/v1", Set.of("Role", "RoleBinding"));

	private final Map<String, Set<String>> kinds = new ConcurrentHashMap<>(BUILT_IN);

	private final Map<String, String> objects = new ConcurrentHashMap<>();

	private final HttpServer server;

	ApiServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** Adds or replaces the object {@code marea-PART}, given as JSON without its kind. */
	void put(String version, String kind, String part, String json) {
		this.kinds.merge(version, Set.of(kind),
				(some, more) -> Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()));
		this.objects.put(path(version) + "/namespaces/marea/" + plural(kind) + "/marea-" + part,
				"{\"apiVersion\": \"%s\", \"kind\": \"%s\", %s}".formatted(version, kind,
						json.strip().substring(1, json.strip().length() - 1)));
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			String body = this.objects.get(path);
			if (body == null) {
				body = discovery(path);
			}
			int status = (body != null) ? 200 : 404;
			byte[] bytes = ((body != null) ? body
					: "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"reason\": \"NotFound\", \"code\": 404}")
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

	private String discovery(String path) {
		return switch (path) {
			case "/version" -> "{\"major\": \"1\", \"minor\": \"35\", \"gitVersion\": \"v1.35.4\"}";
			case "/api" -> "{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}";
			case "/apis" -> JSON.writeValueAsString(Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups",
					this.kinds.keySet()
						.stream()
						.filter((version) -> version.contains("/"))
						.map(ApiServer::group)
						.toList()));
			case "/api/v1/namespaces/marea/serviceaccounts" ->
				"{\"kind\": \"ServiceAccountList\", \"apiVersion\": \"v1\", \"items\": []}";
			default -> this.kinds.keySet()
				.stream()
				.filter((version) -> path(version).equals(path))
				.findFirst()
				.map(this::resources)
				.orElse(null);
		};
	}

	private static Map<String, ?> group(String version) {
		Map<String, String> only = Map.of("groupVersion", version, "version", version.split("/")[1]);
		return Map.of("name", version.split("/")[0], "versions", List.of(only), "preferredVersion", only);
	}

	private String resources(String version) {
		return JSON.writeValueAsString(
				Map.of("kind", "APIResourceList", "apiVersion", "v1", "groupVersion", version, "resources",
						this.kinds.get(version)
							.stream()
							.map((kind) -> Map.of("name", plural(kind), "singularName", kind.toLowerCase(),
									"namespaced", true, "kind", kind, "verbs", List.of("get", "list")))
							.toList()));
	}

	private static String path(String version) {
		return (version.contains("/") ? "/apis/" : "/api/") + version;
	}

	private static String plural(String kind) {
		String name = kind.toLowerCase();
		return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
