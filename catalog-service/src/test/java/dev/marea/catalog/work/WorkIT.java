package dev.marea.catalog.work;

import java.net.http.HttpResponse;
import java.time.Duration;

import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class WorkIT {

	@Autowired
	private Api api;

	@Test
	void waits_as_it_is_told() {
		long start = System.nanoTime();
		HttpResponse<String> answer = this.api.get("/work?cpu=2ms&wait=40ms");
		assertThat(answer.body()).isEqualTo("{\"cpuMillis\":2,\"waitMillis\":40}");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(42));
	}

	@Test
	void does_nothing_where_it_is_told_nothing() {
		assertThat(this.api.get("/work").body()).isEqualTo("{\"cpuMillis\":0,\"waitMillis\":0}");
	}

	@Test
	void does_the_most_that_is_allowed() {
		assertThat(this.api.get("/work?cpu=250ms&wait=2s").statusCode()).isEqualTo(200);
	}

}
