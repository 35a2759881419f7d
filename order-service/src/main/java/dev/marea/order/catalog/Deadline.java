package dev.marea.order.catalog;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Bounds a whole call. An HTTP client's timeouts bound only its parts, such as one
 * attempt or one read.
 */
record Deadline(Duration limit, ObservationRegistry observations) {

	/**
	 * The call's result.
	 * @throws CatalogUnavailableException if it fails or exceeds the limit
	 */
	<T> T call(Callable<T> call) {
		FutureTask<T> task = new FutureTask<>(observed(call));
		Thread.ofVirtual().name("catalog-call").start(task);
		try {
			return task.get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			task.cancel(true);
			throw new NoAnswerException("No answer within " + this.limit.toMillis() + " ms", ex);
		}
		catch (InterruptedException ex) {
			task.cancel(true);
			Thread.currentThread().interrupt();
			throw new CatalogUnavailableException("Interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw Failures.of(ex.getCause());
		}
	}

	/** The call belongs to the caller's trace, though another thread runs it. */
	private <T> Callable<T> observed(Callable<T> call) {
		Observation current = this.observations.getCurrentObservation();
		if (current == null) {
			return call;
		}
		return () -> {
			try (Observation.Scope scope = current.openScope()) {
				return call.call();
			}
		};
	}

}
