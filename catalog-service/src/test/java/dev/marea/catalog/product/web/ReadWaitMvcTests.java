package dev.marea.catalog.product.web;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.marea.catalog.product.ProductListing;
import dev.marea.catalog.product.Products;
import dev.marea.service.capacity.CapacityProperties;
import dev.marea.service.page.Page;
import dev.marea.service.web.WarmUpRequests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ReadWaitMvcTests {

	private static final Duration WAIT = Duration.ofMillis(150);

	private final WarmUpRequests warmUp = new WarmUpRequests();

	private final ProductListing listing = mock();

	private final ReadWait readWait = new ReadWait(new CapacityProperties(0, 0, Duration.ZERO, WAIT), this.warmUp);

	private final MockMvcTester mvc = MockMvcTester.of(
			List.of(new ProductController(mock(Products.class), this.listing)),
			(builder) -> builder.addInterceptors(this.readWait).build());

	@BeforeEach
	void catalogue() {
		given(this.listing.page(anyString(), anyString(), anyString(), anyInt()))
			.willReturn(new Page<>(List.of(), null));
		given(this.listing.find(anyString())).willReturn(Optional.empty());
		this.mvc.get().uri("/products").exchange();
	}

	@Test
	void reads_wait() {
		assertThat(time(HttpMethod.GET, "/products", "")).isGreaterThanOrEqualTo(WAIT);
		assertThat(time(HttpMethod.GET, "/products/TEA-001", "")).isGreaterThanOrEqualTo(WAIT);
	}

	@Test
	void neither_writes_nor_the_warm_up_wait() {
		assertThat(time(HttpMethod.DELETE, "/products/TEA-001", "")).isLessThan(WAIT);
		assertThat(time(HttpMethod.GET, "/products", this.warmUp.secret())).isLessThan(WAIT);
	}

	/** The shortest of some, as the machine may be busy. */
	private Duration time(HttpMethod method, String uri, String warmUpSecret) {
		long shortest = Long.MAX_VALUE;
		for (int round = 0; round < 5; round++) {
			long start = System.nanoTime();
			this.mvc.method(method).uri(uri).header(WarmUpRequests.HEADER, warmUpSecret).exchange();
			shortest = Math.min(shortest, System.nanoTime() - start);
		}
		return Duration.ofNanos(shortest);
	}

}
