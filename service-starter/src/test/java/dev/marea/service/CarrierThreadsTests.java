package dev.marea.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a JVM of its own with one processor, because the first virtual thread decides how
 * many carrier threads there are.
 */
class CarrierThreadsTests {

	@TempDir
	private Path folder;

	/** Fails with the one carrier thread of the JDK: none of 20 reads is resumed. */
	@Test
	void a_read_is_resumed_while_new_virtual_threads_want_more_than_the_carriers_get_done() throws Exception {
		assertThat(run()).contains("parallelism 8", "resumed 20 of 20");
	}

	@Test
	void the_number_of_a_system_property_stays() throws Exception {
		assertThat(run("-D" + CarrierThreads.PARALLELISM + "=3", "-Dreads=0")).contains("parallelism 3");
	}

	private String run(String... options) throws Exception {
		List<String> command = Stream
			.of(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
					System.getProperty("java.class.path")), Stream.of(options), Stream.of(Application.class.getName()))
			.flatMap((part) -> part)
			.toList();
		Path output = this.folder.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			return Files.readString(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** A service that is flooded. */
	@Configuration(proxyBeanMethods = false)
	static class Application {

		private static final Duration SOON = Duration.ofSeconds(30);

		public static void main(String[] args) throws Exception {
			new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.run();
			System.out.println("parallelism " + System.getProperty(CarrierThreads.PARALLELISM));
			int reads = Integer.getInteger("reads", 20);
			CarrierFlood.read(reads, SOON);
			System.out.println("resumed " + CarrierFlood.resumed() + " of " + reads);
			System.exit(0);
		}

	}

}
