package dev.marea.cloud.balancer;

import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the EndpointSlices of one Service, watches them, and lists again whenever the
 * watch ends, for any reason. A Service has a slice for each hundred pods, so a list
 * costs less than telling the reasons apart. The client's informers are not used: they
 * hide an outage of the API server and wait forever on a dead connection.
 */
final class SliceWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SliceWatch.class);

	private static final String SERVICE = "kubernetes.io/service-name";

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

	/** A watch that lasts longer than this has started. */
	private static final Duration STARTED = Duration.ofSeconds(1);

	private final FilterWatchListDeletable<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slices;

	private final String service;

	private final String port;

	private final Duration lifetime;

	private final Consumer<List<Instance>> listener;

	private final CountDownLatch listed = new CountDownLatch(1);

	private final Thread thread = Thread.ofVirtual().name("discovery").unstarted(this::run);

	/** Slices by name, from the latest list. */
	private Map<String, EndpointSlice> known = Map.of();

	private @Nullable List<Instance> published;

	private @Nullable Long awaySince;

	private volatile String problem = "no answer";

	/**
	 * @param port name of the Service's port
	 * @param lifetime longest time of one watch, in whole seconds
	 */
	SliceWatch(KubernetesClient client, String namespace, String service, String port, Duration lifetime,
			Consumer<List<Instance>> listener) {
		this.slices = client.discovery().v1().endpointSlices().inNamespace(namespace).withLabel(SERVICE, service);
		this.service = service;
		this.port = port;
		this.lifetime = lifetime;
		this.listener = listener;
	}

	/**
	 * Starts the watch; returns after the first list.
	 * @throws IllegalStateException if that takes longer than the timeout
	 */
	void start(Duration timeout) {
		this.thread.start();
		boolean inTime = false;
		try {
			inTime = this.listed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!inTime) {
			close();
			throw new IllegalStateException("The EndpointSlices of %s could not be listed within %d s: %s"
				.formatted(this.service, timeout.toSeconds(), this.problem));
		}
	}

	private void run() {
		try {
			Duration pause = SHORTEST_PAUSE;
			while (!Thread.currentThread().isInterrupted()) {
				if (round()) {
					pause = SHORTEST_PAUSE;
				}
				else {
					// Jitter: many clients that lost the same API server do not return
					// at once.
					Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
					pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
				}
			}
		}
		catch (InterruptedException ex) {
			// close() interrupts this thread.
		}
	}

	/** Lists and watches; returns whether the watch started. */
	private boolean round() throws InterruptedException {
		try {
			EndpointSliceList list = this.slices.list();
			Round round = new Round(list);
			this.listed.countDown();
			ListOptions options = new ListOptionsBuilder().withResourceVersion(list.getMetadata().getResourceVersion())
				.withTimeoutSeconds(this.lifetime.toSeconds())
				.build();
			try (Watch _ = this.slices.watch(options, round)) {
				if (!round.ends(STARTED)) {
					logReturn();
					round.ends(this.lifetime);
					return true;
				}
			}
			away("a watch ends as soon as it starts");
		}
		catch (RuntimeException ex) {
			// The client and its JSON parser throw these; the watch must continue after
			// any of them.
			if (Thread.currentThread().isInterrupted() || ex.getCause() instanceof InterruptedException) {
				throw new InterruptedException();
			}
			away(reason(ex));
		}
		return false;
	}

	private void logReturn() {
		Long since = this.awaySince;
		if (since != null) {
			logger.info("The EndpointSlices of {} are watched again, after {} s", this.service,
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
			this.awaySince = null;
		}
	}

	/** Logs one line for each outage. */
	private void away(String problem) {
		this.problem = problem;
		if (this.awaySince == null) {
			this.awaySince = System.nanoTime();
			logger.warn("The EndpointSlices of {} cannot be watched, the last list stays: {}", this.service, problem);
		}
	}

	private static String reason(RuntimeException ex) {
		if (ex instanceof KubernetesClientException answer && answer.getStatus() != null
				&& answer.getStatus().getMessage() != null) {
			return answer.getStatus().getMessage();
		}
		Throwable cause = ex;
		while (cause.getCause() != null && !(cause instanceof ConnectException)) {
			cause = cause.getCause();
		}
		// The JDK's HTTP client gives this exception no message.
		return (cause instanceof ConnectException) ? "no connection" : cause.toString();
	}

	private synchronized void publish(Map<String, EndpointSlice> slices) {
		List<Instance> instances = ReadyEndpoints.of(slices.values(), this.port);
		if (!instances.equals(this.published)) {
			this.published = instances;
			this.listener.accept(instances);
		}
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

	/** One list and the watch that follows it. */
	private final class Round implements Watcher<EndpointSlice> {

		private final Map<String, EndpointSlice> slices = new HashMap<>();

		private final CountDownLatch end = new CountDownLatch(1);

		Round(EndpointSliceList list) {
			synchronized (SliceWatch.this) {
				list.getItems().forEach((slice) -> this.slices.put(slice.getMetadata().getName(), slice));
				SliceWatch.this.known = this.slices;
				publish(this.slices);
			}
		}

		boolean ends(Duration within) throws InterruptedException {
			return this.end.await(within.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public void eventReceived(Action action, EndpointSlice slice) {
			synchronized (SliceWatch.this) {
				if (SliceWatch.this.known != this.slices) {
					// A newer list was published since.
					return;
				}
				switch (action) {
					case ADDED, MODIFIED -> this.slices.put(slice.getMetadata().getName(), slice);
					case DELETED -> this.slices.remove(slice.getMetadata().getName());
					default -> {
					}
				}
				publish(this.slices);
			}
		}

		@Override
		public void onClose(WatcherException cause) {
			this.end.countDown();
		}

		@Override
		public void onClose() {
			this.end.countDown();
		}

	}

}
