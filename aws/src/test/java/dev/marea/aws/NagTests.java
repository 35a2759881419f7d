package dev.marea.aws;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.cxapi.SynthesisMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * cdk-nag's rules for solutions on AWS. What is excepted says why where it is made.
 */
class NagTests {

	@ParameterizedTest
	@ValueSource(strings = { "operations", "network", "registry", "data", "ecs", "eks" })
	void finds_nothing_that_is_not_explained(String part) {
		assertThat(findings(Templates.ofDefaults(), part)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void finds_nothing_either_where_other_choices_were_made(String choice, Templates templates) {
		assertThat(templates.stacks().keySet().stream().flatMap((part) -> findings(templates, part).stream()))
			.as(choice)
			.isEmpty();
	}

	static Stream<Arguments> finds_nothing_either_where_other_choices_were_made() {
		return Stream.of(Arguments.of("instances of EC2", Variants.EC2), Arguments.of("all options", Variants.RICH));
	}

	private static List<String> findings(Templates templates, String part) {
		return Stream
			.concat(templates.annotations(part).findError("*", Match.stringLikeRegexp("AwsSolutions.*")).stream(),
					templates.annotations(part)
						.findWarning("*", Match.stringLikeRegexp(".*(AwsSolutions|CdkNag).*"))
						.stream())
			.map(NagTests::told)
			.toList();
	}

	private static String told(SynthesisMessage message) {
		return message.getId() + ": " + String.valueOf(message.getEntry().getData()).lines().findFirst().orElse("");
	}

}
