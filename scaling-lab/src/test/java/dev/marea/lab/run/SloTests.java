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

	@Test
	void a_number_that_may_be_meant_as_percent_is_refused_with_both_spellings() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Slo.parse("errors=1"))
			.withMessage("errors of the SLO is '1'; above 0.05 it needs a percent sign: write 1% or 100%.");
		assertThat(Slo.parse("errors=0.01").errors()).isEqualTo(0.01);
		assertThat(Slo.parse("errors=0").errors()).isZero();
		assertThat(Slo.parse("errors=100%").errors()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "p99", "p99=", "p99=fast", "p99=300", "errors=101%", "errors=-1%", "p95=1s", ",", "p99=1s,",
					"p99=1s,p99=2s", "p99=0s", "errors=1", "errors=0.1", "errors=100", "errors=NaN", "p99=999999999h" })
	void anything_else_is_a_usage_error(String text) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Slo.parse(text));
	}

}
