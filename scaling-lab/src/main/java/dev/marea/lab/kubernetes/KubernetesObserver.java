package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import org.jspecify.annotations.Nullable;

/**
 * Watches a Deployment, its pods, its autoscaler, the EndpointSlices that list its pods,
 * the nodes, and their Events.
 */
final class KubernetesObserver implements Observer, KindWatch.Sink {

	/** A watch begins with a list: two requests. */
	private static final int REQUESTS_TO_START = 2;

	private final KubernetesClient client;

	private final Workload workload;

	private final Cluster cluster;

	private final Readers readers;

	private final List<Consumer<ObservedEvent>> listeners = new CopyOnWriteArrayList<>();

	private final List<KindWatch<?>> watches = new CopyOnWriteArrayList<>();

	/** Whatever is told is taken up here, one after the other. */
	private final ScheduledExecutorService order;

	/** Messages before the first listener; used only by that thread. */
	private final List<ObservedEvent> unsaid = new ArrayList<>();

	private final List<String> unseen = new ArrayList<>();

	/**
	 * An observer that begins with {@link #start()}.
	 * @param client closed with this
	 */
	KubernetesObserver(KubernetesClient client, Workload workload) {
		this(client, workload, Executors
			.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("kubernetes-observer").factory()));
	}

	/**
	 * The same with another executor.
	 * @param order has one thread and keeps the order; shut down with this
	 */
	KubernetesObserver(KubernetesClient client, Workload workload, ScheduledExecutorService order) {
		this.client = client;
		this.order = order;
		this.workload = workload;
		this.cluster = new Cluster(workload, this::tell);
		this.readers = new Readers(client, workload, this.cluster, this::say);
	}

	/**
	 * Begins to watch; what is there already is known when this returns.
	 * @throws Failure when the pods may not be watched
	 */
	void start() throws InterruptedException {
		String namespace = this.workload.namespace();
		must("pods", this.client.pods().inNamespace(namespace).withLabelSelector(this.workload.pods()),
				(pod, deleted, nanos) -> {
					if (deleted) {
						this.cluster.podGone(pod, nanos);
					}
					else {
						this.cluster.pod(pod, nanos);
					}
				});
		must("deployments",
				this.client.apps().deployments().inNamespace(namespace).withName(this.workload.deployment()),
				(deployment, deleted, nanos) -> this.cluster.deployment(deployment, nanos));
		if (this.workload.hpa() != null) {
			may("autoscalers",
					this.client.autoscaling()
						.v2()
						.horizontalPodAutoscalers()
						.inNamespace(namespace)
						.withName(this.workload.hpa()),
					(hpa, deleted, nanos) -> {
						if (deleted) {
							this.cluster.autoscalerGone(nanos);
						}
						else {
							this.cluster.autoscaler(hpa, nanos);
						}
					});
		}
		may("endpointslices", this.client.discovery().v1().endpointSlices().inNamespace(namespace),
				this.cluster::slice);
		may("nodes", this.client.nodes(), this.cluster::node);
		may("events", this.client.v1().events().inNamespace(namespace), (event, deleted, nanos) -> {
			if (!deleted) {
				this.cluster.message(event, nanos);
			}
		});
		// What the lists told has been taken up by then. A recorder begins at once, and
		// would miss what is told before.
		CountDownLatch begun = new CountDownLatch(1);
		enter((nanos) -> {
			this.cluster.begin();
			begun.countDown();
		});
		begun.await();
		this.order.scheduleWithFixedDelay(
				() -> this.watches.forEach((watch) -> guarded(() -> watch.check(System.nanoTime()))), 1, 1,
				TimeUnit.SECONDS);
		this.readers.start();
	}

	private <T extends HasMetadata> void must(String kind, Informable<T> objects, KindWatch.Taker<T> taker)
			throws InterruptedException {
		String problem = watch(kind, true, objects, taker);
		if (problem != null) {
			close();
			throw new Failure(
					"the %s of namespace %s cannot be watched: %s".formatted(kind, this.workload.namespace(), problem));
		}
	}

	private <T extends HasMetadata> void may(String kind, Informable<T> objects, KindWatch.Taker<T> taker)
			throws InterruptedException {
		String problem = watch(kind, false, objects, taker);
		if (problem != null) {
			this.unseen.add("The %s are not watched: %s".formatted(kind, problem));
		}
	}

	private <T extends HasMetadata> @Nullable String watch(String kind, boolean needed, Informable<T> objects,
			KindWatch.Taker<T> taker) throws InterruptedException {
		KindWatch<T> watch = new KindWatch<>(kind, needed, objects, taker, this);
		this.watches.add(watch);
		return watch.start(REQUESTS_TO_START * this.client.getConfiguration().getRequestTimeout() / 1000);
	}

	@Override
	public void enter(KindWatch.Entry entry) {
		// Several threads enter tasks; they run in the order of entry.
		synchronized (this.order) {
			long nanos = System.nanoTime();
			if (!this.order.isShutdown()) {
				this.order.execute(() -> guarded(() -> entry.done(nanos)));
			}
		}
	}

	/** A fault in one entry must not end the watch, and must be reported. */
	private void guarded(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			say("an object of the API server could not be processed: " + ex);
		}
	}

	@Override
	public void found(Runnable objects) {
		this.cluster.found(objects);
	}

	@Override
	public void say(String text) {
		enter((nanos) -> {
			ObservedEvent message = new ObservedEvent(nanos, Event.MESSAGE, this.workload.deployment(), null, null,
					text);
			if (this.listeners.isEmpty()) {
				this.unsaid.add(message);
			}
			else {
				tellIfPossible(message);
			}
		});
	}

	/** A listener that fails cannot be told of its failure. */
	private void tellIfPossible(ObservedEvent message) {
		try {
			tell(message);
		}
		catch (RuntimeException ex) {
			// the message failed, too; later events are still delivered
		}
	}

	private void tell(ObservedEvent event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	/** The objects that it may not watch, as sentences. */
	List<String> unseen() {
		return Collections.unmodifiableList(this.unseen);
	}

	@Override
	public Snapshot snapshot() {
		return this.cluster.snapshot();
	}

	@Override
	public void listen(Consumer<ObservedEvent> listener) {
		enter((nanos) -> {
			this.listeners.add(listener);
			this.unsaid.forEach(listener);
			this.unsaid.clear();
		});
	}

	@Override
	public void close() {
		this.readers.close();
		this.watches.forEach(KindWatch::close);
		this.order.shutdownNow();
		this.client.close();
	}

}
