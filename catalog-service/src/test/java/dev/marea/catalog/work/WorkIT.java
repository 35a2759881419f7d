package dev.marea.catalog.work;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

	@Test
	void more_than_an_instance_can_do_at_once_is_refused_and_not_answered_late() throws Exception {
		Callable<HttpResponse<String>> request = () -> this.api.get("/work?wait=2s");
		List<HttpResponse<String>> answers;
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			answers = callers.invokeAll(Collections.nCopies(200, request)).stream().map(Future::resultNow).toList();
		}
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 200).hasSizeGreaterThanOrEqualTo(64);
		assertThat(answers).filteredOn((answer) -> answer.statusCode() != 200).isNotEmpty().allSatisfy((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).contains("1");
			assertThat(answer.body()).contains("overloaded");
		});
	}

}
