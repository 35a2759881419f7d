package dev.marea.order;

import dev.marea.cloud.balancer.BalanceProperties;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services and the balancing client each have a setting for the header. No common module
 * holds its default, so this test compares both.
 */
@OrderServiceTest
class DrainingHeaderIT {

	@Autowired
	private BalanceProperties balance;

	@Test
	void services_announce_draining_by_the_header_that_their_callers_read(
			@Value("${marea.draining-header}") String announced) {
		assertThat(announced).isEqualTo(this.balance.drainingHeader());
	}

}
