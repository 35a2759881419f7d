package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.SocketTimeoutException;

import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.util.Deadline;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswersTests {

	@Test
	void takes_a_deadline_that_the_pool_noticed_for_a_pool_timeout() {
		IOException noticed = new RequestFailedException("Request execution failed",
				DeadlineTimeoutException.from(Deadline.MIN_VALUE));
		assertThat(Answers.failure(noticed)).isInstanceOf(ConnectionRequestTimeoutException.class)
			.hasRootCause(noticed.getCause());
	}

	@Test
	void leaves_other_failures_as_they_are() {
		IOException broken = new RequestFailedException("Request execution failed", new IllegalStateException());
		IOException silent = new SocketTimeoutException();
		assertThat(Answers.failure(broken)).isSameAs(broken);
		assertThat(Answers.failure(silent)).isSameAs(silent);
	}

}
