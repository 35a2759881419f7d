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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ReadWaitMvcTests {

	private final WarmUpRequests warmUp = new WarmUpRequests();

	private final ProductListing listing = mock();

	@BeforeEach
	void catalogue() {
		given(this.listing.page(anyString(), anyString(), anyString(), anyInt()))
			.willReturn(new Page<>(List.of(), null));
		given(this.listing.find(anyString())).willReturn(Optional.empty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/products", "/products/TEA-001" })
	void reads_wait(String path) {
		Duration wait = Duration.ofMillis(150);
		MockMvcTester mvc = mvc(wait);
		long start = System.nanoTime();
		mvc.get().uri(path).exchange();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(wait);
	}

	/** With this wait, such requests would not return in time. */
	@Test
	@Timeout(60)
	void neither_writes_nor_the_warm_up_wait() {
		MockMvcTester mvc = mvc(Duration.ofHours(1));
		assertThat(mvc.delete().uri("/products/TEA-001").exchange()).isNotNull();
		assertThat(mvc.get().uri("/products").header(WarmUpRequests.HEADER, this.warmUp.secret()).exchange())
			.isNotNull();
	}

	private MockMvcTester mvc(Duration wait) {
		ReadWait readWait = new ReadWait(new CapacityProperties(0, 0, Duration.ZERO, 1, wait), this.warmUp);
		return MockMvcTester.of(List.of(new ProductController(mock(Products.class), this.listing)),
				(builder) -> builder.addInterceptors(readWait).build());
	}

}
