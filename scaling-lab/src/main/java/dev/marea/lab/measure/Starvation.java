package dev.marea.lab.measure;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * What the lab's machine, and not the service, is to blame for. A failure is excused only
 * if everything speaks for a lack of CPU: the request was refused by an instance that was
 * full, or its answer did not come in time; at least half of the seconds of its life were
 * starved; and the lack shows, as full instances served less than their capacity, or
 * instances that were wanted had not become ready. A failure in a scale-in is never
 * excused.
 */
final class Starvation {

	/**
	 * An instance is full while the requests in flight there are work for this long, in
	 * seconds.
	 */
	private static final double FULL = 0.5;

	/** Share of a request's life that must be starved. */
	private static final double LIFE = 0.5;

	/** A backlog fails requests for so many seconds after its cause. */
	private static final int BACKLOG = 10;

	private final List<Second> seconds;

	/** Those that the summary covers. */
	private final List<Second> covered;

	private final @Nullable Double capacity;

	private final List<Summary.ScaleIn> scaleIns;

	/**
	 * @param scaleIns times in which nothing is excused
	 */
	Starvation(Run run, List<Summary.ScaleIn> scaleIns) {
		this.seconds = run.seconds();
		this.covered = this.seconds.stream().filter((second) -> second.t() >= run.info().summaryFrom()).toList();
		this.capacity = run.info().capacity();
		this.scaleIns = scaleIns;
	}

	/**
	 * What the machine was like; absent when nobody watched it.
	 * @param failed the requests that failed, as many as are known
	 * @param violations seconds outside the SLO
	 */
	Summary.@Nullable Machine summary(Collection<FailedRequest> failed, Collection<Second> violations) {
		List<Double> busy = this.covered.stream()
			.filter((second) -> second.machine() != null && second.machine().busy() != null)
			.map((second) -> second.machine().busy())
			.toList();
		if (busy.isEmpty()) {
			return null;
		}
		int starved = (int) this.covered.stream().filter(Second::starved).count();
		int wanting = (int) this.covered.stream().filter((second) -> second.starved() && wanting(second)).count();
		double mean = busy.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
		return new Summary.Machine(Math.round(mean * 1000) / 1000.0, starved, wanting,
				failed.stream().filter(this::excuses).count(),
				violations.stream().filter((second) -> !second.starved()).count());
	}

	/** Whether a lack of CPU explains a failure. */
	boolean excuses(FailedRequest failure) {
		if (!failure.overload() || inScaleIn(failure) || !starvedFor(failure)) {
			return false;
		}
		int from = (int) Math.floor(failure.intended());
		int to = (int) Math.floor(failure.done());
		return (!failure.refused() || refusedByFull(failure, to))
				&& between(from - BACKLOG, to).anyMatch((second) -> wanting(second) || slowed(second));
	}

	private boolean inScaleIn(FailedRequest failure) {
		int second = (int) Math.floor(failure.intended());
		return this.scaleIns.stream().anyMatch((scaleIn) -> scaleIn.covers(second));
	}

	private boolean starvedFor(FailedRequest failure) {
		List<Second> life = between((int) Math.floor(failure.intended()), (int) Math.floor(failure.done())).toList();
		return !life.isEmpty() && life.stream().filter(Second::starved).count() >= LIFE * life.size();
	}

	/**
	 * The answer names an instance that was full about then; where it names none of the
	 * scaled service, a caller passed the refusal of one on.
	 */
	private boolean refusedByFull(FailedRequest failure, int done) {
		return between(done - 2, done + 1).anyMatch((second) -> {
			List<String> named = failure.instances().stream().filter(second.instances()::containsKey).toList();
			Collection<String> suspects = named.isEmpty() ? second.instances().keySet() : named;
			return suspects.stream().anyMatch((name) -> full(second.instances().get(name)));
		});
	}

	private boolean full(@Nullable InstanceSecond instance) {
		return this.capacity != null && instance != null && instance.inFlight() != null
				&& instance.inFlight() >= FULL * this.capacity;
	}

	/** Whether instances that are wanted are not ready. */
	private static boolean wanting(Second second) {
		return second.desired() != null && second.ready() != null && second.ready() < second.desired();
	}

	/** Whether full instances served less than they can. */
	private boolean slowed(Second second) {
		List<InstanceSecond> full = second.instances()
			.values()
			.stream()
			.filter((instance) -> instance.ready() && full(instance))
			.toList();
		return this.capacity != null && !full.isEmpty()
				&& full.stream().mapToInt(InstanceSecond::load).sum() < NeedCheck.LEAST * this.capacity * full.size();
	}

	private Stream<Second> between(int from, int to) {
		return IntStream.rangeClosed(Math.max(0, from), Math.min(this.seconds.size() - 1, to))
			.mapToObj(this.seconds::get);
	}

}
