package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.observe.Happening;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a Deployment, its pods, its autoscaler, the EndpointSlices that list its pods,
 * the nodes, and what Kubernetes says of them.
 */
final class KubernetesObserver implements Observer {

	private static final long LIST_SECONDS = 10;

	private final KubernetesClient client;

	private final Workload workload;

	private final Cluster cluster;

	private final Readers readers;

	private final List<Consumer<Happening>> listeners = new CopyOnWriteArrayList<>();

	private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

	/** Whatever is told is taken up here, one after the other. */
	private final ExecutorService order = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("kubernetes-observer").factory());

	private final List<String> unseen = new ArrayList<>();

	/**
	 * Begins to watch; what is there already is known when this returns.
	 * @param client closed with this
	 */
	KubernetesObserver(KubernetesClient client, Workload workload) {
		this.client = client;
		this.workload = workload;
		this.cluster = new Cluster(workload,
				(happening) -> this.listeners.forEach((listener) -> listener.accept(happening)));
		this.readers = new Readers(client, workload, this.cluster);
	}

	/**
	 * Begins.
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
					(hpa, deleted, nanos) -> this.cluster.autoscaler(hpa, nanos));
		}
		may("endpointslices", this.client.discovery().v1().endpointSlices().inNamespace(namespace),
				this.cluster::slice);
		may("nodes", this.client.nodes(), this.cluster::node);
		may("events", this.client.v1().events().inNamespace(namespace), (event, deleted, nanos) -> {
			if (!deleted) {
				this.cluster.message(event, nanos);
			}
		});
		// What the lists told has been taken up by then.
		this.order.execute(this.cluster::begin);
		this.readers.start();
	}

	private <T extends HasMetadata> void must(String what, Informable<T> informable, Taker<T> taker)
			throws InterruptedException {
		String problem = inform(informable, taker);
		if (problem != null) {
			close();
			throw new Failure(
					"the %s of namespace %s cannot be watched: %s".formatted(what, this.workload.namespace(), problem));
		}
	}

	private <T extends HasMetadata> void may(String what, Informable<T> informable, Taker<T> taker)
			throws InterruptedException {
		String problem = inform(informable, taker);
		if (problem != null) {
			this.unseen.add("The %s are not watched: %s".formatted(what, problem));
		}
	}

	/** Returns why not; absent where it is watched. */
	private <T extends HasMetadata> @Nullable String inform(Informable<T> informable, Taker<T> taker)
			throws InterruptedException {
		SharedIndexInformer<T> informer = informable.runnableInformer(0);
		informer.exceptionHandler((started, ex) -> started);
		informer.addEventHandler(new Ordered<>(taker));
		try {
			informer.start().toCompletableFuture().get(LIST_SECONDS, TimeUnit.SECONDS);
			this.informers.add(informer);
			return null;
		}
		catch (ExecutionException ex) {
			informer.stop();
			return KubernetesPlace.reason(ex);
		}
		catch (TimeoutException ex) {
			informer.stop();
			return "no answer within " + LIST_SECONDS + " s.";
		}
	}

	/** What it may not watch, as sentences. */
	List<String> unseen() {
		return Collections.unmodifiableList(this.unseen);
	}

	@Override
	public Snapshot snapshot() {
		return this.cluster.snapshot();
	}

	@Override
	public void listen(Consumer<Happening> listener) {
		this.listeners.add(listener);
	}

	@Override
	public void close() {
		this.readers.close();
		this.informers.forEach(SharedIndexInformer::stop);
		this.order.shutdownNow();
		this.client.close();
	}

	/** Takes notice of an object. */
	private interface Taker<T> {

		/**
		 * @param nanos when it was told, on {@code System.nanoTime()}'s clock
		 */
		void take(T object, boolean deleted, long nanos);

	}

	private final class Ordered<T> implements ResourceEventHandler<T> {

		private final Taker<T> taker;

		Ordered(Taker<T> taker) {
			this.taker = taker;
		}

		@Override
		public void onAdd(T object) {
			enter(object, false);
		}

		@Override
		public void onUpdate(T before, T object) {
			enter(object, false);
		}

		@Override
		public void onDelete(T object, boolean unknown) {
			enter(object, true);
		}

		private void enter(T object, boolean deleted) {
			// Several threads tell, and what is told first is taken up first.
			synchronized (KubernetesObserver.this.order) {
				long nanos = System.nanoTime();
				if (!KubernetesObserver.this.order.isShutdown()) {
					KubernetesObserver.this.order.execute(() -> this.taker.take(object, deleted, nanos));
				}
			}
		}

	}

}
