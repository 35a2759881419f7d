package dev.marea.e2e.compose;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

/**
 * For tests of the shop's images: skipped without Docker or the images, unless the
 * profile {@code containers} requires them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("containers")
@ExtendWith(RequiresImages.Condition.class)
public @interface RequiresImages {

	/** Decides. */
	final class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if ("containers".equals(System.getProperty("marea.required"))) {
				return enabled("Containers are required");
			}
			if (!DockerClientFactory.instance().isDockerAvailable()) {
				return disabled("No Docker engine answers");
			}
			String images = Docker.run("images", "--quiet", Images.of("gateway-service"));
			return images.isBlank() ? disabled("The images are not there: ./marea images") : enabled("All is there");
		}

	}

}
