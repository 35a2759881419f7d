package dev.marea.aws;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * {@code aws/check}: cdk synth, cfn-lint, checkov, and the chart with the values of EKS.
 */
class CheckIT {

	private static final List<String> TOOLS = List.of("npx", "cfn-lint", "checkov", "helm", "kubeconform",
			"kube-score");

	@TempDir
	private Path folder;

	@Test
	void finds_nothing_that_is_not_explained() throws Exception {
		List<String> missing = TOOLS.stream().filter((tool) -> !installed(tool)).toList();
		if (!"aws".equals(System.getenv("MAREA_REQUIRED"))) {
			assumeThat(missing).as("not installed").isEmpty();
		}
		Path text = this.folder.resolve("text");
		ProcessBuilder builder = new ProcessBuilder("./check").redirectErrorStream(true).redirectOutput(text.toFile());
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process check = builder.start();
		try {
			assertThat(check.waitFor(25, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			check.descendants().forEach(ProcessHandle::destroy);
			check.destroy();
		}
		assertThat(check.exitValue()).as(Files.readString(text)).isZero();
	}

	private static boolean installed(String tool) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, tool)));
	}

}
