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
 * Lists the EndpointSlices of one Service, watches them, and begins anew whenever the
 * watch ends, whyever: a Service has a slice for each hundred pods, so that a list costs
 * less than to tell the reasons apart. The client's informers are not used: they hide
 * that the API server is away, and wait for ever on a connection that died without a
 * word.
 */
final class SliceWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SliceWatch.class);

	private static final String SERVICE = "kubernetes.io/service-name";

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

	/** A watch that lasts longer has begun. */
	private static final Duration BEGUN = Duration.ofSeconds(1);

	private final FilterWatchListDeletable<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slices;

	private final String service;

	private final String port;

	private final Duration lifetime;

	private final Consumer<List<Instance>> listener;

	private final CountDownLatch listed = new CountDownLatch(1);

	private final Thread thread = Thread.ofVirtual().name("discovery").unstarted(this::run);

	/** Known slices by name; of the latest round. */
	private Map<String, EndpointSlice> known = Map.of();

	private @Nullable List<Instance> told;

	private @Nullable Long awaySince;

	private volatile String problem = "no answer";

	/**
	 * @param port name of the Service's port
	 * @param lifetime when a watch is ended and begun anew at the latest, in whole
	 * seconds
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
	 * Begins, and returns when the slices were listed once.
	 * @throws IllegalStateException where that takes longer
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
					// Many callers that lost the same API server do not come back at
					// once.
					Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
					pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
				}
			}
		}
		catch (InterruptedException ex) {
			// Closed.
		}
	}

	/** Lists and watches; returns whether the watch came to its time. */
	private boolean round() throws InterruptedException {
		try {
			EndpointSliceList list = this.slices.list();
			Round round = new Round(list);
			this.listed.countDown();
			ListOptions options = new ListOptionsBuilder().withResourceVersion(list.getMetadata().getResourceVersion())
				.withTimeoutSeconds(this.lifetime.toSeconds())
				.build();
			try (Watch _ = this.slices.watch(options, round)) {
				if (!round.ends(BEGUN)) {
					there();
					round.ends(this.lifetime);
					return true;
				}
			}
			away("a watch ends as soon as it begins");
		}
		catch (RuntimeException ex) {
			// The client's own, or one of its JSON parser: whatever it is, instances go
			// on being needed.
			if (Thread.currentThread().isInterrupted() || ex.getCause() instanceof InterruptedException) {
				throw new InterruptedException();
			}
			away(reason(ex));
		}
		return false;
	}

	private void there() {
		Long since = this.awaySince;
		if (since != null) {
			logger.info("The EndpointSlices of {} are watched again, after {} s", this.service,
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
			this.awaySince = null;
		}
	}

	/** One line, however long it lasts. */
	private void away(String problem) {
		this.problem = problem;
		if (this.awaySince == null) {
			this.awaySince = System.nanoTime();
			logger.warn("The EndpointSlices of {} cannot be watched, the instances known before stay: {}", this.service,
					problem);
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
		// Java's client has no words for it.
		return (cause instanceof ConnectException) ? "no connection" : cause.toString();
	}

	private synchronized void tell(Map<String, EndpointSlice> slices) {
		List<Instance> instances = ReadyEndpoints.of(slices.values(), this.port);
		if (!instances.equals(this.told)) {
			this.told = instances;
			this.listener.accept(instances);
		}
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

	/** From one list to the next. */
	private final class Round implements Watcher<EndpointSlice> {

		private final Map<String, EndpointSlice> slices = new HashMap<>();

		private final CountDownLatch end = new CountDownLatch(1);

		Round(EndpointSliceList list) {
			synchronized (SliceWatch.this) {
				list.getItems().forEach((slice) -> this.slices.put(slice.getMetadata().getName(), slice));
				SliceWatch.this.known = this.slices;
				tell(this.slices);
			}
		}

		boolean ends(Duration within) throws InterruptedException {
			return this.end.await(within.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public void eventReceived(Action action, EndpointSlice slice) {
			synchronized (SliceWatch.this) {
				if (SliceWatch.this.known != this.slices) {
					// A newer list was told since.
					return;
				}
				switch (action) {
					case ADDED, MODIFIED -> this.slices.put(slice.getMetadata().getName(), slice);
					case DELETED -> this.slices.remove(slice.getMetadata().getName());
					default -> {
					}
				}
				tell(this.slices);
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
