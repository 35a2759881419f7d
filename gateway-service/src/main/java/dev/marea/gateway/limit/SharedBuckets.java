package dev.marea.gateway.limit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.StringUtils;

/**
 * The buckets in a store that all gateways share. No request waits longer than
 * {@code marea.rate-limit.store.timeout} for the store. While the store does not answer,
 * a circuit breaker is open, and the gateway's own buckets decide with its share of the
 * limit.
 */
final class SharedBuckets implements Buckets {

	/** Name of the circuit breaker. */
	static final String BREAKER = "rate-limit-store";

	private static final Logger logger = LoggerFactory.getLogger(SharedBuckets.class);

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

	private static final CircuitBreakerConfig BREAKER_CONFIG = CircuitBreakerConfig.custom()
		.slidingWindowType(SlidingWindowType.COUNT_BASED)
		.slidingWindowSize(10)
		.minimumNumberOfCalls(5)
		.failureRateThreshold(50)
		.waitDurationInOpenState(Duration.ofSeconds(2))
		.permittedNumberOfCallsInHalfOpenState(3)
		.writableStackTraceEnabled(false)
		.build();

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	/** Commands that may wait for an answer; further ones fail. */
	private static final int QUEUE = 1000;

	/** Longest time until a gateway learns how many requests the others admitted. */
	private static final Duration UNSYNCHRONIZED = Duration.ofMillis(100);

	private final RateLimitProperties properties;

	private final BucketConfiguration configuration;

	/**
	 * Prefix of each key. A bucket keeps its first limit, so another limit needs other
	 * buckets; old buckets expire.
	 */
	private final String prefix;

	private final LocalBuckets alone;

	private final CircuitBreaker breaker;

	private final ClientResources resources;

	private final RedisClient client;

	private final RedisURI uri;

	private final ReentrantLock connecting = new ReentrantLock();

	private volatile CompletableFuture<Connected> connected;

	/**
	 * Connects in the background, so that the gateway starts without the store too.
	 */
	SharedBuckets(RateLimitProperties properties, CircuitBreakerRegistry breakers) {
		this.properties = properties;
		this.configuration = BucketConfiguration.builder()
			.addLimit(LocalBuckets.limit(properties.capacity(), properties.requests(), properties.period()))
			.build();
		this.prefix = "marea:rate:%d/%dms/%d:".formatted(properties.requests(), properties.period().toMillis(),
				properties.capacity());
		this.alone = new LocalBuckets(properties, properties.replicas());
		this.breaker = breakers.circuitBreaker(BREAKER, BREAKER_CONFIG);
		this.breaker.getEventPublisher().onStateTransition((event) -> changed(event.getStateTransition().getToState()));
		this.uri = RedisURI.create(Objects.requireNonNull(properties.store().uri()));
		if (StringUtils.hasText(properties.store().password())) {
			this.uri.setAuthentication(properties.store().password());
		}
		// Timeout of the handshake; the circuit breaker retries after 2 s.
		this.uri.setTimeout(CONNECT_TIMEOUT);
		this.resources = ClientResources.builder()
			.ioThreadPoolSize(2)
			.computationThreadPoolSize(2)
			.commandLatencyRecorder(CommandLatencyRecorder.disabled())
			.build();
		this.client = RedisClient.create(this.resources);
		this.client.setOptions(ClientOptions.builder()
			// The next request that needs the store replaces a lost connection.
			.autoReconnect(false)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(QUEUE)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
			.maintNotificationsConfig(MaintNotificationsConfig.disabled())
			.build());
		this.connected = connect();
	}

	@Override
	public ConsumptionProbe take(String client) {
		if (this.breaker.tryAcquirePermission()) {
			long start = System.nanoTime();
			try {
				ConsumptionProbe probe = ask(client).get(this.properties.store().timeout().toNanos(),
						TimeUnit.NANOSECONDS);
				this.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
				return probe;
			}
			catch (ExecutionException | TimeoutException | RuntimeException ex) {
				this.breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, ex);
			}
			catch (InterruptedException ex) {
				this.breaker.releasePermission();
				Thread.currentThread().interrupt();
			}
		}
		return this.alone.take(client);
	}

	private CompletableFuture<ConsumptionProbe> ask(String client) {
		return connected().thenCompose((store) -> store.bucket(client).tryConsumeAndReturnRemaining(1));
	}

	private CompletableFuture<Connected> connected() {
		CompletableFuture<Connected> known = this.connected;
		if (isUsable(known)) {
			return known;
		}
		this.connecting.lock();
		try {
			if (!isUsable(this.connected)) {
				this.connected = connect();
			}
			return this.connected;
		}
		finally {
			this.connecting.unlock();
		}
	}

	/** A connection that is being opened counts as usable; requests wait for it. */
	private static boolean isUsable(CompletableFuture<Connected> connected) {
		return !connected.isDone() || (!connected.isCompletedExceptionally() && connected.join().connection().isOpen());
	}

	private CompletableFuture<Connected> connect() {
		return this.client.connectAsync(CODEC, this.uri).toCompletableFuture().thenApply(Connected::new);
	}

	private void changed(State state) {
		if (state == State.OPEN) {
			logger.warn(
					"The store of the rate limits does not answer; this gateway admits 1/{} of each limit by itself",
					this.properties.replicas());
			reconnect();
		}
		else if (state == State.CLOSED) {
			logger.info("The store of the rate limits answers again");
		}
	}

	/**
	 * Replaces a connection whose other end vanished silently; the kernel would keep it
	 * for 15 minutes. A connection that is being opened is kept, because opening may take
	 * longer than requests wait.
	 */
	private void reconnect() {
		this.connecting.lock();
		try {
			if (this.connected.isDone()) {
				this.connected.thenAccept((store) -> store.connection().closeAsync());
				this.connected = connect();
			}
		}
		finally {
			this.connecting.unlock();
		}
	}

	@Override
	public void close() {
		this.client.shutdownAsync(0, 1, TimeUnit.SECONDS).join();
		this.resources.shutdown(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * Maximum number of tokens that a gateway takes before it reports them to the store.
	 * All gateways together exceed the limit of a minute by at most 1 %. 0 means that it
	 * reports every token.
	 */
	private static int unsynchronizedTokens(RateLimitProperties properties) {
		double minute = properties.capacity() + properties.requests() * 60e9 / properties.period().toNanos();
		return (int) Math.min(properties.capacity() / 10, minute / 100 / properties.replicas());
	}

	/**
	 * A connection and the buckets behind it.
	 */
	private final class Connected {

		private final StatefulRedisConnection<String, byte[]> connection;

		private final AsyncProxyManager<String> store;

		private final Optimization optimization;

		/** Keeps the tokens that are not reported to the store yet. */
		private final Cache<String, AsyncBucketProxy> buckets;

		Connected(StatefulRedisConnection<String, byte[]> connection) {
			RateLimitProperties properties = SharedBuckets.this.properties;
			this.connection = connection;
			this.store = Bucket4jLettuce.casBasedBuilder(connection)
				.requestTimeout(properties.store().timeout())
				.expirationAfterWrite(
						ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
				.build()
				.asAsync();
			int tokens = unsynchronizedTokens(properties);
			this.optimization = (tokens > 0) ? Optimizations.delaying(new DelayParameters(tokens, UNSYNCHRONIZED))
					: Optimizations.batching();
			this.buckets = LocalBuckets.cache(properties).build();
		}

		StatefulRedisConnection<String, byte[]> connection() {
			return this.connection;
		}

		AsyncBucketProxy bucket(String client) {
			return this.buckets.get(client,
					(key) -> this.store.builder()
						.withOptimization(this.optimization)
						.build(SharedBuckets.this.prefix + key,
								() -> CompletableFuture.completedFuture(SharedBuckets.this.configuration)));
		}

	}

}
