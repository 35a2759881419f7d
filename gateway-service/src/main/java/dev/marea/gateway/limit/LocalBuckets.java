package dev.marea.gateway.limit;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;

/**
 * The buckets in the memory of this gateway.
 */
final class LocalBuckets implements Buckets {

	private final Bandwidth limit;

	private final Cache<String, Bucket> buckets;

	/**
	 * Creates no bucket yet.
	 * @param gateways number of gateways that share the limit without a common store
	 */
	LocalBuckets(RateLimitProperties properties, int gateways) {
		this.limit = limit(Math.max(1, properties.capacity() / gateways), properties.requests(),
				properties.period().multipliedBy(gateways));
		this.buckets = cache(properties).build();
	}

	@Override
	public ConsumptionProbe take(String client) {
		return this.buckets.get(client, (key) -> bucket()).tryConsumeAndReturnRemaining(1);
	}

	private Bucket bucket() {
		return Bucket.builder().addLimit(this.limit).withNanosecondPrecision().build();
	}

	static Bandwidth limit(int capacity, int requests, Duration period) {
		return Bandwidth.builder().capacity(capacity).refillGreedy(requests, period).build();
	}

	/** Drops full buckets, because a new bucket is full too. */
	static Caffeine<Object, Object> cache(RateLimitProperties properties) {
		Duration full = Duration.ofSeconds(properties.secondsFor(properties.capacity()));
		return Caffeine.newBuilder()
			.maximumSize(properties.clients())
			.expireAfterAccess(full.multipliedBy(properties.replicas()))
			.executor(Runnable::run);
	}

}
