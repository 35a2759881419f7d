package dev.marea.lab.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A day's run in the memory that {@code ./marea} gives its JVM, 512 MB, of which the
 * observers need their part.
 */
class LongRunIT {

	private static final String MEMORY = "-Xmx224m";

	@Test
	void a_day_of_15_pods_is_summarized_and_reported_in_little_memory(@TempDir Path temporary) throws Exception {
		Path folder = temporary.resolve("day");
		LongRun.write(folder);
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Process process = new ProcessBuilder(java.toString(), MEMORY, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
				"-cp", System.getProperty("java.class.path"), LongRun.class.getName(), folder.toString())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
		assertThat(said).contains("\"ready\":{\"p50\":0.4,\"p99\":0.4,\"max\":0.4,\"n\":179}");
		Path report = folder.resolve(Report.FILE);
		assertThat(Files.size(report)).isLessThan(5_000_000);
		String html = Files.readString(report);
		for (int decision = 0; decision < LongRun.LENGTH / LongRun.DECISION; decision++) {
			assertThat(html).contains(": decision " + decision + "<");
		}
		assertThat(html).contains("Each point is 24 s", "events are left out (", "have a line of their own");
	}

}
