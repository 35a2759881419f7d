package dev.marea.catalog.product.web;

import dev.marea.service.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IfMatchTests {

	@ParameterizedTest
	@ValueSource(strings = { "\"3\"", "*", " \"3\" ", "\"1\",\"3\"", "\"1\" , W/\"3\", \"3\"", "\"x\", \"3\"",
			"\"1\",,\"3\"", "\"3\"\t" })
	void is_met_by_the_version_that_it_names(String header) {
		assertThat(IfMatch.parse(header).test(3)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"4\"", "W/\"3\"", "\"1\",\"2\"", "\"33\"", "\"03\"", "\"*\"" })
	void is_not_met_by_another(String header) {
		assertThat(IfMatch.parse(header).test(3)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "3", "\"3", "\"3\" \"4\"", "\"3\",", ",", "w/\"3\"", "*,\"3\"", "3\"3\"", "\"\"",
			"\"3\"x", "* \"3\"" })
	void is_refused_where_it_is_no_list_of_tags(String header) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> IfMatch.parse(header))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(400));
	}

	@Test
	void is_asked_for_where_there_is_none() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> IfMatch.parse(null).test(3))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(428));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "\"3\"", "W/\"3\"", "\"3\", \"4\"", "\"3\",W/\"x!~\"", "\"*\"" })
	void takes_what_the_contract_allows(String header) {
		assertThat(header).matches(IfMatch.PATTERN);
		assertThat(IfMatch.parse(header)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "3", "\"3\" \"4\"", "\"3\",", "w/\"3\"", "*,\"3\"", "\"\"" })
	void has_a_contract_that_allows_no_more(String header) {
		assertThat(header).doesNotMatch(IfMatch.PATTERN);
	}

}
