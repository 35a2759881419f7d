package dev.marea.gateway.limit;

import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * The token bucket that each client has.
 *
 * @param requests requests per {@code period} that a client may send in the long run; 0
 * switches the limit off
 * @param period see {@code requests}
 * @param burst requests that a client may send at once after a pause; 0 means as many as
 * {@code requests}
 * @param clients maximum number of clients whose buckets are kept in memory, about 400
 * bytes each. Above it, the least used buckets are dropped, and their clients start with
 * full buckets
 * @param replicas number of gateways that share the limit. While the store does not
 * answer, each of them admits the limit divided by this number; without a store it has no
 * effect
 * @param store store of the buckets that several gateways share
 */
@ConfigurationProperties("marea.rate-limit")
@Validated
public record RateLimitProperties(@DefaultValue("0") @Min(0) @Max(MOST) int requests,
		@DefaultValue("1s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1) Duration period,
		@DefaultValue("0") @Min(0) @Max(MOST) int burst, @DefaultValue("20000") @Min(1) @Max(MOST) int clients,
		@DefaultValue("1") @Min(1) @Max(1000) int replicas, @DefaultValue @Valid @NotNull Store store) {

	private static final int MOST = 1_000_000;

	boolean enabled() {
		return this.requests > 0;
	}

	/** Tokens of a full bucket. */
	int capacity() {
		return (this.burst > 0) ? this.burst : this.requests;
	}

	/** Seconds in which a bucket gains this number of tokens, rounded up; at least 1. */
	long secondsFor(long tokens) {
		double seconds = tokens * (double) this.period.toNanos() / this.requests / 1e9;
		return Math.max(1, (long) Math.ceil(seconds));
	}

	/**
	 * The store of shared buckets.
	 *
	 * @param uri {@code redis://HOST:PORT}, or {@code rediss://} with TLS; without it,
	 * each gateway counts alone
	 * @param password password of the store, if it has one
	 * @param timeout longest time for which a request waits for the store
	 */
	public record Store(@Nullable String uri, @Nullable String password,
			@DefaultValue("50ms") @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 1) Duration timeout) {

		boolean isConfigured() {
			return StringUtils.hasText(this.uri);
		}

	}

}
