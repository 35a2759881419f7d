package dev.marea.lab.load;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpOptionsTests {

	@Test
	void records_no_value_that_may_be_a_secret() {
		assertThat(HttpOptions.recorded(List.of("run", "--header", "A: s", "--header=A: s=s", "-H", "-H", "-HA: s",
				"--pass", "s", "--pass=s", "--rate", "5/s")))
			.containsExactly("run", "--header", "(not recorded)", "--header=(not recorded)", "-H", "(not recorded)",
					"-H(not recorded)", "--pass", "(not recorded)", "--pass=(not recorded)", "--rate", "5/s");
	}

}
