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
 * Keeps one service from taking all permits of the gateway: while it hangs, the other
 * routes go on. A permit lasts until the answer is written.
 */
final class RouteBulkhead implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	private final String name;

	private volatile @Nullable Bulkhead bulkhead;

	RouteBulkhead(String name) {
		this.name = name;
	}

	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		Bulkhead bulkhead = bulkhead(request);
		if (!bulkhead.tryAcquirePermission()) {
			throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"The gateway has as many requests to the %s service under way as it may.".formatted(this.name))
				.retryAfter(Duration.ofSeconds(1));
		}
		HeldPermits.add(request.servletRequest(), bulkhead);
		return next.handle(request);
	}

	/** With the first request, as routes are configured before there are beans. */
	private Bulkhead bulkhead(ServerRequest request) {
		Bulkhead known = this.bulkhead;
		if (known == null) {
			ApplicationContext context = MvcUtils.getApplicationContext(request);
			BulkheadRegistry registry = context.getBean(BulkheadRegistry.class);
			known = registry.find(this.name)
				.orElseGet(() -> registry.bulkhead(this.name, byCapacity(context.getBean(CapacityProperties.class))));
			this.bulkhead = known;
		}
		return known;
	}

	static BulkheadConfig byCapacity(CapacityProperties capacity) {
		int concurrency = capacity.concurrency();
		return BulkheadConfig.custom()
			.maxConcurrentCalls((concurrency == 0) ? Integer.MAX_VALUE : Math.max(1, concurrency - concurrency / 4))
			.build();
	}

}
