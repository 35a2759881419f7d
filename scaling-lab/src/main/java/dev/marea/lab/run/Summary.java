package dev.marea.lab.run;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Results of a run, in {@code summary.json}. Durations are in seconds. A measure without
 * data is absent, never 0.
 *
 * @param requests number of requests
 * @param dropped requests that ended in an error the client saw, 503 included
 * @param ready instances that were ready
 * @param invariants result of each invariant, by its name
 * @param measures {@code detect}, {@code waiting}, {@code starting}, {@code ready},
 * {@code first}, {@code even}, {@code warm}, {@code recover}, {@code recover-detect}
 * @param skew busiest over mean requests per ready instance
 * @param under instance-seconds short of need
 * @param over instance-seconds beyond need
 * @param violation seconds outside the SLO
 * @param scaleIns every scale-in with its number of dropped requests
 * @param offered mean arrivals per second of the schedule
 * @param sent mean requests per second that were sent; {@code achieved} in records of
 * older versions
 * @param answered mean requests per second whose answer was complete, whatever its status
 * @param p50 median latency of the whole run
 * @param p99 99th percentile of the latency of the whole run
 * @param p999 99.9th percentile of the latency of the whole run
 * @param max highest latency
 * @param errors share of the requests that failed, 0 to 1
 * @param failures number of failures by {@code request: reason}, the most frequent first;
 * at most 50 reasons, and the sum of the others
 * @param droppedByRequest {@code dropped} by the request's name, the most frequent first;
 * at most 50 names, and the sum of the others
 * @param lateness delay with which the generator started requests; the latencies include
 * it
 * @param unrecovered number of overloads after which the SLO did not hold again under
 * load
 * @param needInvalid the time in which {@code need} was wrong, and with it
 * {@code detect}, {@code under} and {@code over}; absent if it was always right
 * @param machine the lab's machine during the run; absent if it was not observed
 * @param p95 95th percentile of the latency of the whole run
 * @param byRequest figures of each request by its name, the most frequent first; at most
 * 50 names, and one entry for the others
 */
public record Summary(long requests, long dropped, @Nullable Ready ready,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Boolean> invariants,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Quantiles> measures, @Nullable Double skew,
		@Nullable Double under, @Nullable Double over, @Nullable Double violation,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) List<ScaleIn> scaleIns, @Nullable Double offered,
		@JsonAlias("achieved") @Nullable Double sent, @Nullable Double answered, @Nullable Double p50,
		@Nullable Double p99, @Nullable Double p999, @Nullable Double max, @Nullable Double errors,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> failures,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> droppedByRequest, @Nullable Quantiles lateness,
		@Nullable Integer unrecovered, @Nullable NeedInvalid needInvalid, @Nullable Machine machine,
		@Nullable Double p95, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, RequestFigures> byRequest) {

	@SuppressWarnings("ConstantValue") // a file without the field reads as null
	public Summary {
		invariants = (invariants != null) ? invariants : Map.of();
		measures = (measures != null) ? measures : Map.of();
		scaleIns = (scaleIns != null) ? List.copyOf(scaleIns) : List.of();
		failures = (failures != null) ? failures : Map.of();
		droppedByRequest = (droppedByRequest != null) ? droppedByRequest : Map.of();
		byRequest = (byRequest != null) ? byRequest : Map.of();
	}

	/** Creates a summary with the fields that every version of the lab has. */
	public Summary(long requests, long dropped, @Nullable Ready ready, Map<String, Boolean> invariants,
			Map<String, Quantiles> measures, @Nullable Double skew, @Nullable Double under, @Nullable Double over,
			@Nullable Double violation, List<ScaleIn> scaleIns, @Nullable Double offered, @Nullable Double sent,
			@Nullable Double p50, @Nullable Double p99, @Nullable Double p999, @Nullable Double max,
			@Nullable Double errors) {
		this(requests, dropped, ready, invariants, measures, skew, under, over, violation, scaleIns, offered, sent,
				null, p50, p99, p999, max, errors, Map.of(), Map.of(), null, null, null, null, null, Map.of());
	}

	/** Creates a summary without figures of each request. */
	public Summary(long requests, long dropped, @Nullable Ready ready, Map<String, Boolean> invariants,
			Map<String, Quantiles> measures, @Nullable Double skew, @Nullable Double under, @Nullable Double over,
			@Nullable Double violation, List<ScaleIn> scaleIns, @Nullable Double offered, @Nullable Double sent,
			@Nullable Double answered, @Nullable Double p50, @Nullable Double p99, @Nullable Double p999,
			@Nullable Double max, @Nullable Double errors, Map<String, Long> failures,
			Map<String, Long> droppedByRequest, @Nullable Quantiles lateness, @Nullable Integer unrecovered,
			@Nullable NeedInvalid needInvalid, @Nullable Machine machine) {
		this(requests, dropped, ready, invariants, measures, skew, under, over, violation, scaleIns, offered, sent,
				answered, p50, p99, p999, max, errors, failures, droppedByRequest, lateness, unrecovered, needInvalid,
				machine, null, Map.of());
	}

	public Summary withInvariants(Map<String, Boolean> invariants) {
		return new Summary(this.requests, this.dropped, this.ready, invariants, this.measures, this.skew, this.under,
				this.over, this.violation, this.scaleIns, this.offered, this.sent, this.answered, this.p50, this.p99,
				this.p999, this.max, this.errors, this.failures, this.droppedByRequest, this.lateness, this.unrecovered,
				this.needInvalid, this.machine, this.p95, this.byRequest);
	}

	/**
	 * Figures of the requests of one name. Latencies are in seconds from the intended
	 * start, of the requests that were sent; absent if none was.
	 *
	 * @param requests number of requests
	 * @param dropped how many of them failed
	 * @param errors share of the requests that failed, 0 to 1
	 * @param p50 median latency
	 * @param p95 95th percentile of the latency
	 * @param p99 99th percentile of the latency
	 * @param max highest latency
	 */
	public record RequestFigures(long requests, long dropped, double errors, @Nullable Double p50, @Nullable Double p95,
			@Nullable Double p99, @Nullable Double max) {

	}

	/**
	 * Ready instances of the scaled service.
	 *
	 * @param min fewest at any time
	 * @param peak most at any time
	 * @param last number at the end, {@code final} in the file
	 */
	public record Ready(int min, int peak, @JsonProperty("final") int last) {

	}

	/**
	 * Seconds in which saturated instances served less than 80 % of the measured
	 * capacity. Need is calculated from this capacity, so it was too low.
	 *
	 * @param seconds number of these seconds, at least 1
	 * @param served requests answered without an error in these seconds, as a share of
	 * the measured capacity of the instances past slow start: 0 to 0.8
	 */
	public record NeedInvalid(int seconds, double served) {

	}

	/**
	 * The lab's machine during a run.
	 *
	 * @param busy mean share of the processors that was used, 0 to 1
	 * @param starved seconds in which the run lacked CPU: all processors were used, and
	 * threads waited for one
	 * @param wanting number of these seconds in which wanted instances were not ready
	 * @param excused dropped requests that the lack of CPU explains
	 * @param violation seconds outside the SLO that the lack of CPU does not explain
	 */
	public record Machine(double busy, int starved, int wanting, long excused, long violation) {

	}

	/**
	 * One scale-in: the time from the first SIGTERM to the end of the last instance.
	 *
	 * @param from the first instance got SIGTERM, seconds since the run's start
	 * @param to the last instance had ended, seconds since the run's start
	 * @param dropped failed requests that were scheduled for this time, see
	 * {@link #covers}
	 */
	public record ScaleIn(double from, double to, long dropped) {

		/**
		 * Whether a request that was scheduled for a second counts for this scale-in. The
		 * second before counts too, because its requests may still be in flight.
		 * @param second whole seconds since the run's start
		 */
		public boolean covers(int second) {
			return second >= Math.floor(this.from) - 1 && second <= this.to;
		}

	}

}
