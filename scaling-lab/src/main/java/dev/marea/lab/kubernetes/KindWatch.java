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
 * The watch of one kind of object. The client lists anew and goes on by itself, with
 * pauses that double up to 32 s, when a watch ends, is refused or has become too old
 * (410). What changed meanwhile is found by comparing the lists; that there was a gap is
 * said.
 */
final class KindWatch<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {

	/**
	 * An API server ends every watch after some minutes, and the client comes back after
	 * a second: nothing is lost then and nothing said.
	 */
	private static final Duration ROUTINE = Duration.ofSeconds(5);

	private final String kind;

	private final boolean needed;

	private final Taker<T> taker;

	private final Sink sink;

	private final SharedIndexInformer<T> informer;

	private final CompletableFuture<@Nullable Void> listed = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();

	/** What a list that is being read has told; absent while there is none. */
	private @Nullable List<Change<T>> list;

	/** When all was last known to be told. */
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
	 * Begins, and waits for the first list and the watch.
	 * @return why it is not watched yet; absent where it is
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

	/** Says when it is interrupted, and when no longer. To be called every second. */
	synchronized void check(long now) {
		if (this.informer.isWatching()) {
			if (this.lost) {
				this.sink.say("the %s are watched now; nothing was told of them for %s".formatted(this.kind,
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
		// Where only the watch is refused, the lists follow each other.
		if (!this.listedAnew) {
			this.listedAnew = true;
			this.sink.say("the %s were listed anew after a gap of %s; what changed meanwhile is told at its end"
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

	/** Takes notice of an object. */
	interface Taker<T> {

		/**
		 * @param nanos when it was reported, on {@code System.nanoTime()}'s clock
		 */
		void take(T object, boolean deleted, long nanos);

	}

	/** Where all that is told is taken up, one after the other. */
	interface Sink {

		/** Has something done after all that was entered before. */
		void enter(Entry entry);

		/** Takes what was there already for known; nothing has happened. */
		void found(Runnable objects);

		/** Tells the user of the watch itself. */
		void say(String text);

	}

	/** What is done with the moment at which it was entered. */
	interface Entry {

		void done(long nanos);

	}

}
