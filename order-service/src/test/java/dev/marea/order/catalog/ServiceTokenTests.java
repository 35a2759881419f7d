package dev.marea.order.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import dev.marea.service.identity.TokenSigner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ServiceTokenTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private final TokenSigner signer = mock();

	private final Clock clock = mock();

	private final ServiceToken token = new ServiceToken(this.signer, this.clock);

	@Test
	void is_signed_anew_before_it_expires() {
		given(this.signer.enabled()).willReturn(true);
		given(this.signer.sign("order-service", Set.of("stock:reserve"), Duration.ofMinutes(10))).willReturn("first",
				"second");
		given(this.clock.instant()).willReturn(START);
		assertThat(this.token.value()).isEqualTo("first");
		given(this.clock.instant()).willReturn(START.plus(Duration.ofMinutes(8)).minusMillis(1));
		assertThat(this.token.value()).isEqualTo("first");
		given(this.clock.instant()).willReturn(START.plus(Duration.ofMinutes(8)));
		assertThat(this.token.value()).isEqualTo("second");
		assertThat(this.token.value()).isEqualTo("second");
	}

	@Test
	void is_absent_without_a_key_to_sign_with() {
		given(this.signer.enabled()).willReturn(false);
		assertThat(this.token.value()).isNull();
	}

}
