package dev.marea.catalog.work;

import org.junit.jupiter.api.Test;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

class WorkControllerMvcTests {

	@Test
	void is_not_there_unless_it_is_enabled() {
		MockMvcTester mvc = MockMvcTester.of(new WorkController(new WorkProperties(false), new CpuLoad()));
		assertThat(mvc.get().uri("/work")).hasStatus(404);
	}

}
