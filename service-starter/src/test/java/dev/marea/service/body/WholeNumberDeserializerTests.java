package dev.marea.service.body;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WholeNumberDeserializerTests {

	private final JsonMapper json = JsonMapper.builder()
		.addModule(new SimpleModule().addDeserializer(Integer.class, new WholeNumberDeserializer()))
		.build();

	@ParameterizedTest
	@CsvSource({ "2, 2", "2.0, 2", "1e2, 100", "-0.0, 0", "0e999999999, 0", "2147483647.00, 2147483647" })
	void reads_whole_numbers(String text, int number) {
		assertThat(this.json.readValue(text, Integer.class)).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.9", "1e-1", "2147483648.0", "1e400", "1e999999999", "1e-999999999", "1e9999999999" })
	void rejects_all_others(String text) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.json.readValue(text, Integer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"number\":null}", "{}" })
	void leaves_out_what_is_not_there(String text) {
		assertThat(this.json.readValue(text, Numbers.class).number()).isNull();
	}

	record Numbers(@Nullable Integer number) {
	}

}
