package dev.marea.lab.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.marea.lab.observe.Gap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.Nullable;

/**
 * The watch of one kind of object. If a watch ends, is refused or is too old (410), the
 * client lists again, with pauses that double up to 32 s. Comparing the lists finds the
 * changes of the gap; a message reports the gap.
 */
final class KindWatch<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {

	/**
	 * An API server ends every watch after some minutes, and the client reconnects after
	 * a second. Nothing is lost then, so there is no message.
	 */
	private static final Duration ROUTINE = Duration.ofSeconds(5);

	private final String kind;

	private final boolean needed;

	private final Taker<T> taker;

	private final Sink sink;

	private final SharedIndexInformer<T> informer;

	private final CompletableFuture<@Nullable Void> listed = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();

	/** The objects of the list that is being read; absent if there is none. */
	private @Nullable List<Change<T>> list;

	/** When the watch was last complete. */
	private long heard = System.nanoTime();

	private boolean begun;

	private boolean lost;

	private boolean listedAnew;

	private @Nullable String problem;

	/**
	 * @param kind in the plural
	 * @param needed whether a failure at the start ends the watch
	 */
	KindWatch(String kind, boolean needed, Informable<T> objects, Taker<T> taker, Sink sink) {
		this.kind = kind;
		this.needed = needed;
		this.taker = taker;
		this.sink = sink;
		this.informer = objects.runnableInformer(0);
	}

	/**
	 * Starts the watch, and waits for the first list and the watch.
	 * @return why the watch does not run yet; absent if it runs
	 */
	@Nullable String start(long timeoutSeconds) throws InterruptedException {
		this.informer.exceptionHandler((started, ex) -> failed(ex));
		this.informer.addEventHandler(this);
		CompletableFuture<?> open = this.informer.start().toCompletableFuture();
		try {
			CompletableFuture.anyOf(this.failure, CompletableFuture.allOf(open, this.listed))
				.get(timeoutSeconds, TimeUnit.SECONDS);
			return begun(null);
		}
		catch (ExecutionException ex) {
			return begun(KubernetesPlace.reason(ex));
		}
		catch (TimeoutException ex) {
			return begun("no answer within " + timeoutSeconds + " s.");
		}
	}

	private synchronized @Nullable String begun(@Nullable String reason) {
		this.begun = true;
		this.lost = reason != null;
		return reason;
	}

	/** Whether to try again. */
	private synchronized boolean failed(Throwable ex) {
		this.problem = KubernetesPlace.reason(ex);
		this.failure.completeExceptionally(ex);
		return this.begun || !this.needed;
	}

	/**
	 * Sends a message when an interruption begins, and when it ends. To be called every
	 * second.
	 */
	synchronized void check(long now) {
		if (this.informer.isWatching()) {
			if (this.lost) {
				this.sink.say("the %s are watched now; no change arrived for %s".formatted(this.kind,
						new Gap(this.heard, now)));
			}
			this.heard = now;
			this.lost = false;
			this.listedAnew = false;
			this.problem = null;
		}
		else if (!this.lost && now - this.heard > ROUTINE.toNanos()) {
			this.lost = true;
			this.sink.say("the %s are not watched since %s: %s".formatted(this.kind, Gap.time(this.heard),
					(this.problem != null) ? this.problem : "no watch can be opened."));
		}
	}

	@Override
	public synchronized void onBeforeList(String lastSyncResourceVersion) {
		this.list = new ArrayList<>();
	}

	@Override
	public synchronized void onList(String resourceVersion, boolean remainedEmpty) {
		List<Change<T>> changes = (this.list != null) ? this.list : List.of();
		this.list = null;
		if (!this.listed.isDone()) {
			this.sink.enter((nanos) -> this.sink.found(() -> take(changes, nanos)));
			this.listed.complete(null);
			return;
		}
		// If only the watch is refused, lists replace it.
		if (!this.listedAnew) {
			this.listedAnew = true;
			this.sink.say("the %s were listed again after a gap of %s; changes in the gap have the time of its end"
				.formatted(this.kind, new Gap(this.heard, System.nanoTime())));
		}
		this.sink.enter((nanos) -> take(changes, nanos));
	}

	private void take(List<Change<T>> changes, long nanos) {
		changes.forEach((change) -> this.taker.take(change.object(), change.deleted(), nanos));
	}

	@Override
	public void onAdd(T object) {
		changed(object, false);
	}

	@Override
	public void onUpdate(T before, T object) {
		changed(object, false);
	}

	@Override
	public void onDelete(T object, boolean unknown) {
		changed(object, true);
	}

	private synchronized void changed(T object, boolean deleted) {
		if (this.list != null) {
			this.list.add(new Change<>(object, deleted));
		}
		else {
			this.sink.enter((nanos) -> this.taker.take(object, deleted, nanos));
		}
	}

	@Override
	public void close() {
		this.informer.stop();
	}

	private record Change<T>(T object, boolean deleted) {

	}

	/** Receives an object. */
	interface Taker<T> {

		/**
		 * @param nanos when it was reported, on {@code System.nanoTime()}'s clock
		 */
		void take(T object, boolean deleted, long nanos);

	}

	/** Processes all objects, one after the other. */
	interface Sink {

		/** Runs a task after all earlier entries. */
		void enter(Entry entry);

		/** Applies the objects of the first list, without events. */
		void found(Runnable objects);

		/** Sends a message about the watch itself. */
		void say(String text);

	}

	/** A task that gets the moment of its entry. */
	interface Entry {

		void done(long nanos);

	}

}
