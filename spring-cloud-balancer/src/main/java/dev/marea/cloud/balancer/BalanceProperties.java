package dev.marea.cloud.balancer;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How clients balance, retry and connect.
 *
 * @param policy which instance gets the next request
 * @param slowStart how long the share of a new instance grows, from a tenth to a full
 * share; 0 turns slow start off
 * @param retries maximum number of retries, each on another instance, for requests that
 * may be retried
 * @param retryBudget retries of one service as a share of its requests of the last 10 s,
 * 0 to 1; 10 retries per second are always allowed. Retries of requests of which nothing
 * was sent are not counted
 * @param ejection how long an instance gets no requests after it refused a connection,
 * timed out, was silent or announced draining. Each further failure doubles the time, up
 * to 16 times
 * @param silence how long an instance may leave all its requests unanswered before it is
 * probed. It is ejected if it does not answer the probe in the same time; 0 turns probes
 * off
 * @param drainingHeader name of the response header by which an instance announces
 * draining; its value is {@code true}
 * @param refresh how often to ask an instance list supplier that ends its list, such as
 * Spring Cloud's; the suppliers of {@code marea.discovery} do not end theirs
 * @param connectTimeout longest time to open a connection
 * @param responseTimeout read timeout: longest wait between two bytes of an answer; also
 * the longest time in which an instance may read nothing of a large body
 * @param poolTimeout how long a request waits for a connection if all are in use
 * @param idleTimeout how long an unused connection stays open; must be shorter than the
 * time for which instances announce draining
 * @param connections maximum number of open connections; an instance with half as many
 * requests in flight gets no further ones while others have fewer
 * @param connectionsPerInstance maximum number of open connections to one instance
 */
@ConfigurationProperties("marea.balance")
@Validated
public record BalanceProperties(@DefaultValue("round-robin") @NotNull Policy policy,
		@DefaultValue("3s") @NotNull Duration slowStart, @DefaultValue("2") @Min(0) @Max(5) int retries,
		@DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1") double retryBudget,
		@DefaultValue("1s") @NotNull Duration ejection, @DefaultValue("1s") @NotNull Duration silence,
		@DefaultValue(DRAINING_HEADER) @NotBlank String drainingHeader, @DefaultValue("1s") @NotNull Duration refresh,
		@DefaultValue("1s") @NotNull Duration connectTimeout, @DefaultValue("5s") @NotNull Duration responseTimeout,
		@DefaultValue("1s") @NotNull Duration poolTimeout, @DefaultValue("1s") @NotNull Duration idleTimeout,
		@DefaultValue("512") @Min(1) int connections, @DefaultValue("256") @Min(1) int connectionsPerInstance) {

	/** Default of {@link #drainingHeader()}. */
	public static final String DRAINING_HEADER = "Instance-Draining";

	/**
	 * Which instance gets the next request.
	 */
	public enum Policy {

		/**
		 * In turn. All instances get equal shares; an autoscaler that uses a mean assumes
		 * this.
		 */
		ROUND_ROBIN,

		/** The instance with the fewest requests in flight; in turn among equals. */
		LEAST_LOADED

	}

}
