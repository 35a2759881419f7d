package dev.marea.cloud.balancer;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this service calls others.
 *
 * @param policy which instance gets the next request
 * @param slowStart how long the share of a new instance grows until it is a full one
 * @param retries on how many other instances a request is tried again that may be
 * @param ejection how long an instance that refused or said it leaves is left out;
 * doubled each time it refuses again, up to 16 times as long
 * @param connectTimeout how long a connection may take to be made
 * @param responseTimeout the longest silence of an instance before its answer, or within
 * @param poolTimeout how long a request waits for a connection when all are in use
 * @param idleTimeout when an idle connection is closed; must be shorter than the drain
 * delay of the services called
 * @param connections open at once in all
 * @param connectionsPerInstance open at once to one instance
 */
@ConfigurationProperties("marea.balance")
@Validated
public record BalanceProperties(@DefaultValue("round-robin") @NotNull Policy policy,
		@DefaultValue("3s") @NotNull Duration slowStart, @DefaultValue("2") @Min(0) @Max(5) int retries,
		@DefaultValue("1s") @NotNull Duration ejection, @DefaultValue("1s") @NotNull Duration connectTimeout,
		@DefaultValue("5s") @NotNull Duration responseTimeout, @DefaultValue("1s") @NotNull Duration poolTimeout,
		@DefaultValue("1s") @NotNull Duration idleTimeout, @DefaultValue("512") @Min(1) int connections,
		@DefaultValue("256") @Min(1) int connectionsPerInstance) {

	/**
	 * Which instance gets the next request.
	 */
	public enum Policy {

		/** Each in turn: equal shares, as the mean of an autoscaler assumes. */
		ROUND_ROBIN,

		/** The one with the fewest requests in flight, in turn where several have. */
		LEAST_LOADED

	}

}
