package dev.marea.service.memory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeapSharesTests {

	private static final long MB = 1024 * 1024;

	@ParameterizedTest
	@ValueSource(longs = { 80, 124, 160, 256, 512, 4096, 65536 })
	void holds_what_it_admits(long megabytes) {
		HeapShares shares = HeapShares.of(megabytes * MB);
		long requests = shares.concurrency() + shares.queue();
		long used = 60 * MB + shares.buffers() + shares.connections() * 96L * 1024 + requests * 144L * 1024;
		assertThat(used).isLessThanOrEqualTo(megabytes * MB);
		assertThat(shares.connections()).isPositive();
		assertThat(shares.concurrency()).isPositive();
		assertThat(shares.queue()).isPositive();
	}

	@Test
	void has_bounds_of_its_own_however_large_the_heap_is() {
		HeapShares shares = HeapShares.of(64 * 1024 * MB);
		assertThat(shares.concurrency()).isEqualTo(256);
		assertThat(shares.queue()).isEqualTo(128);
		assertThat(shares.connections()).isEqualTo(8192);
	}

	@Test
	void keeps_a_minimum_where_there_is_no_room() {
		assertThat(HeapShares.of(16 * MB).concurrency()).isPositive();
	}

}
