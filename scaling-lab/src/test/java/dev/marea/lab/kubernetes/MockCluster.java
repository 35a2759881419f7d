package dev.marea.lab.kubernetes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** An API server that keeps objects, and returns prepared answers for other paths. */
final class MockCluster implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private static final String GONE = """
			{"type":"ERROR","object":{"apiVersion":"v1","kind":"Status","status":"Failure","code":410,
			 "reason":"Expired","message":"too old resource version"}}""";

	private final KubernetesMockServer server;

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	private final Map<String, UnaryOperator<String>> scripts = new ConcurrentHashMap<>();

	private final Set<String> unwatched = ConcurrentHashMap.newKeySet();

	private final Map<String, List<Remembered>> watches = new ConcurrentHashMap<>();

	/** Watches that were granted and are not open yet. */
	private final Set<Remembered> opening = ConcurrentHashMap.newKeySet();

	MockCluster() {
		Map<ServerRequest, Queue<ServerResponse>> answers = new ConcurrentHashMap<>();
		this.server = new KubernetesMockServer(new Context(), new MockWebServer(), answers, new Dispatcher(answers),
				false);
		this.server.init();
	}

	/**
	 * On a busy machine the first answer alone can take longer than the 10 s that clients
	 * wait by default.
	 */
	KubernetesClient client() {
		return this.server.createClient((client) -> client.editOrNewConfig()
			.withRequestRetryBackoffLimit(0)
			.withConnectionTimeout(PATIENCE_MILLIS)
			.withRequestTimeout(PATIENCE_MILLIS)
			.endConfig());
	}

	/**
	 * Waits until every watch that was granted is open here, too: a client takes it for
	 * open a moment before, and what happens in between is told twice or out of order.
	 */
	void awaitWatches() {
		await().until(this.opening::isEmpty);
	}

	void answer(String path, int status, String body) {
		this.server.expect().get().withPath(path).andReturn(status, body).always();
	}

	/**
	 * Answers the GETs of a path by a function of their query, which is decoded. An empty
	 * answer means 404.
	 */
	void script(String path, UnaryOperator<String> body) {
		this.scripts.put(path, body);
	}

	/** Refuses all reads below a path. */
	void refuses(String path) {
		this.refused.add(path);
	}

	/** Refuses all watches below a path, but not lists. */
	void refusesToWatch(String path) {
		this.unwatched.add(path);
	}

	/** Lets everybody read it again. */
	void allows(String path) {
		this.refused.remove(path);
	}

	/**
	 * Answers the watches of a path with 410 (gone). Returns when they have ended.
	 */
	void forgets(String path) {
		await().until(() -> this.watches.containsKey(path));
		List<Remembered> open = this.watches.remove(path);
		open.stream().filter((watch) -> !watch.isClosed()).forEach(Remembered::forget);
		await().until(() -> open.stream().allMatch(Remembered::isClosed));
	}

	/** Serves an aggregated API, or registers it without an answer. */
	void serves(String api, boolean available) {
		answer("/apis/apiregistration.k8s.io/v1/apiservices", 200, """
				{"items":[{"spec":{"group":"%s","service":{"name":"adapter","namespace":"kube-system"}},
				 "status":{"conditions":[{"type":"Available","status":"%s","message":"no response"}]}}]}"""
			.formatted(api, available ? "True" : "False"));
	}

	@Override
	public void close() {
		this.server.destroy();
	}

	private final class Dispatcher extends KubernetesMixedDispatcher {

		Dispatcher(Map<ServerRequest, Queue<ServerResponse>> answers) {
			super(answers);
		}

		@Override
		public MockResponse dispatch(RecordedRequest request) {
			String path = request.getPath().replaceFirst("\\?.*", "");
			boolean watch = request.getPath().contains("watch=true");
			if ("GET".equals(request.getMethod()) && (MockCluster.this.refused.stream().anyMatch(path::startsWith)
					|| (watch && MockCluster.this.unwatched.stream().anyMatch(path::startsWith)))) {
				return new MockResponse().setResponseCode(403)
					.setBody("{\"kind\":\"Status\",\"code\":403,\"message\":\"%s is forbidden\"}"
						.formatted(path.replaceFirst(".*/", "")));
			}
			UnaryOperator<String> script = MockCluster.this.scripts.get(path);
			if (script != null && "GET".equals(request.getMethod())) {
				String query = request.getPath().contains("?") ? request.getPath().replaceFirst("[^?]*\\?", "") : "";
				String body = script.apply(URLDecoder.decode(query, StandardCharsets.UTF_8));
				return new MockResponse().setResponseCode(body.isEmpty() ? 404 : 200).setBody(body);
			}
			MockResponse response = super.dispatch(request);
			WebSocketListener listener = response.getWebSocketListener();
			if (listener == null) {
				return response;
			}
			Remembered remembered = new Remembered(path, listener);
			MockCluster.this.opening.add(remembered);
			return response.withWebSocketUpgrade(remembered);
		}

	}

	/** Keeps the connection of a watch. */
	private final class Remembered extends WebSocketListener {

		private final String path;

		private final WebSocketListener listener;

		private volatile @Nullable WebSocket connection;

		private volatile boolean closed;

		Remembered(String path, WebSocketListener listener) {
			this.path = path;
			this.listener = listener;
		}

		void forget() {
			java.util.Objects.requireNonNull(this.connection).send(GONE);
		}

		boolean isClosed() {
			return this.closed;
		}

		@Override
		public void onOpen(WebSocket webSocket, Response response) {
			this.connection = webSocket;
			MockCluster.this.watches.merge(this.path, List.of(this),
					(before, added) -> Stream.concat(before.stream(), added.stream()).toList());
			this.listener.onOpen(webSocket, response);
			MockCluster.this.opening.remove(this);
		}

		@Override
		public void onMessage(WebSocket webSocket, String text) {
			this.listener.onMessage(webSocket, text);
		}

		@Override
		public void onClosing(WebSocket webSocket, int code, String reason) {
			this.listener.onClosing(webSocket, code, reason);
		}

		/**
		 * It waits until everything is sent, which needs the calling thread: a
		 * simultaneous event would block both for 30 s.
		 */
		@Override
		public void onClosed(WebSocket webSocket, int code, String reason) {
			aside(() -> this.listener.onClosed(webSocket, code, reason));
		}

		@Override
		public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
			aside(() -> this.listener.onFailure(webSocket, failure, response));
		}

		private void aside(Runnable end) {
			Thread.startVirtualThread(() -> {
				end.run();
				this.closed = true;
			});
		}

	}

}
