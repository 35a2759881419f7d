package dev.marea.gateway.resilience;

import java.time.Duration;

import dev.marea.service.capacity.CapacityProperties;
import dev.marea.service.problem.ProblemException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Keeps one service from using up the gateway's permits: while it hangs, the other routes
 * still work. A second bulkhead, which all routes share, leaves permits to the storefront
 * while several services hang. A permit lasts until the answer is written.
 */
final class RouteBulkhead implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	/** Name of the bulkhead that all routes share. */
	private static final String ALL = "routes";

	private final String name;

	private volatile @Nullable Bulkhead bulkhead;

	private volatile @Nullable Bulkhead all;

	RouteBulkhead(String name) {
		this.name = name;
	}

	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		acquire(request, bulkhead(request), "the %s service".formatted(this.name));
		acquire(request, all(request), "all services");
		return next.handle(request);
	}

	/** {@link HeldPermits} returns the permit, even if the next permit is not free. */
	private static void acquire(ServerRequest request, Bulkhead bulkhead, String whose) {
		if (!bulkhead.tryAcquirePermission()) {
			throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"The gateway has its maximum number of requests to %s in flight.".formatted(whose))
				.retryAfter(Duration.ofSeconds(1));
		}
		HeldPermits.add(request.servletRequest(), bulkhead);
	}

	/**
	 * Looked up at the first request, because routes are configured before beans exist.
	 */
	private Bulkhead bulkhead(ServerRequest request) {
		Bulkhead known = this.bulkhead;
		if (known == null) {
			known = bulkhead(request, this.name, 4);
			this.bulkhead = known;
		}
		return known;
	}

	private Bulkhead all(ServerRequest request) {
		Bulkhead known = this.all;
		if (known == null) {
			known = bulkhead(request, ALL, 8);
			this.all = known;
		}
		return known;
	}

	/**
	 * The bulkhead of that name.
	 * @param spared share of the gateway's permits that it leaves to others, unless its
	 * size is configured: 4 means a quarter
	 */
	private static Bulkhead bulkhead(ServerRequest request, String name, int spared) {
		ApplicationContext context = MvcUtils.getApplicationContext(request);
		BulkheadRegistry registry = context.getBean(BulkheadRegistry.class);
		return registry.find(name).orElseGet(() -> {
			int concurrency = context.getBean(CapacityProperties.class).concurrency();
			int most = Math.max(1, concurrency - Math.max(1, concurrency / spared));
			return registry.bulkhead(name,
					BulkheadConfig.custom().maxConcurrentCalls((concurrency == 0) ? Integer.MAX_VALUE : most).build());
		});
	}

}
