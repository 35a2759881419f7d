package dev.marea.lab.run;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SloTests {

	@Test
	void reads_both_bounds_and_prints_them_the_same_way() {
		assertThat(Slo.parse("p99=250ms,errors=1%")).isEqualTo(new Slo(0.25, 0.01));
		assertThat(Slo.parse("p99=250ms,errors=1%")).hasToString("p99=250ms,errors=1%");
		assertThat(Slo.DEFAULT).hasToString("p99=300ms,errors=0.1%");
	}

	@Test
	void what_is_left_out_is_the_default() {
		assertThat(Slo.parse("p99=1s")).isEqualTo(new Slo(1, 0.001));
		assertThat(Slo.parse("errors=0.5%")).isEqualTo(new Slo(0.3, 0.005));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "p99", "p99=", "p99=fast", "p99=300", "errors=101%", "errors=-1%", "p95=1s" })
	void anything_else_is_a_usage_error(String text) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Slo.parse(text));
	}

}
