package dev.marea.lab.compose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ComposePlaceTests {

	private static final String WEB = StubDocker.recorded("web-1.json");

	private static final String DATABASE = WEB.replace("a3d7a02be3e3", "0123456789ab")
		.replace("\"com.docker.compose.service\": \"web\"", "\"com.docker.compose.service\": \"database\"");

	@TempDir
	Path temporary;

	@Test
	void the_only_service_is_the_scaled_one() throws Exception {
		assertThat(observed(null, WEB).service()).isEqualTo("web");
		assertThat(observed("web", WEB, DATABASE).service()).isEqualTo("web");
	}

	@Test
	void says_how_late_readiness_is_seen() throws Exception {
		assertThat(observed(null, WEB).notes())
			.containsExactly("Docker checks an instance's health every 1 s: 'ready' is observed late by up to that.");
		assertThat(observed(null, StubDocker.with(WEB, "\"CMD\",", "\"NONE\",")).notes())
			.containsExactly("web has no health check: an instance counts as ready as soon as it runs.");
	}

	@Test
	void a_container_of_docker_compose_run_is_no_replica() throws Exception {
		String once = StubDocker.with(DATABASE, "\"com.docker.compose.oneoff\": \"False\"",
				"\"com.docker.compose.oneoff\": \"True\"");
		assertThat(observed(null, WEB, once).service()).isEqualTo("web");
	}

	@Test
	void asks_which_service_is_scaled_where_there_are_several() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> observed(null, WEB, DATABASE))
			.withMessage("which service is scaled? Give --service NAME, one of database, web.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> observed("shop", WEB, DATABASE))
			.withMessage("the compose project 'marea-observe-try' has no service 'shop'; it has database, web.");
	}

	@Test
	void says_that_a_project_is_not_there() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> observed(null))
			.withMessage(
					"no container of a compose project 'marea-observe-try' is here; start it, or give --project NAME.");
	}

	@Test
	void says_in_a_sentence_that_docker_does_not_answer() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> Docker.connect(DefaultDockerClientConfig.createDefaultConfigBuilder()
				.withDockerHost("tcp://127.0.0.1:" + port)
				.withDockerTlsVerify(false)
				.build()))
			.withMessage("Docker does not answer at tcp://127.0.0.1:%1$d: "
				.concat("Connect to http://127.0.0.1:%1$d failed: Connection refused.")
				.formatted(port));
	}

	@Test
	void the_project_has_the_name_that_compose_gives_it() throws IOException {
		Path folder = Files.createDirectories(this.temporary.resolve("_My.Shop 2/deep"));
		Path file = Files.writeString(folder.resolveSibling("compose.yaml"), "services: {}\n");
		assertThat(name(Map.of(), folder)).as("of the folder, as compose normalizes it").isEqualTo("myshop2");
		Files.writeString(file, "name: tide\n");
		assertThat(name(Map.of(), folder)).isEqualTo("tide");
		assertThat(name(Map.of("COMPOSE_PROJECT_NAME", "moon"), folder)).isEqualTo("moon");
	}

	@Test
	void the_project_is_to_be_named_where_no_file_tells() throws IOException {
		Path file = Files.writeString(this.temporary.resolve("compose.yaml"), "name: ${TIDE:-tide}\n");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> name(Map.of(), this.temporary))
			.withMessage("the name in " + file + " has variables; give --project NAME.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> ProjectName.find(Map.of(), List.of()))
			.withMessage("there is no compose file here; give --project NAME.");
	}

	private static String name(Map<String, String> environment, Path folder) {
		return ProjectName.find(environment, List.of(folder));
	}

	private static Observed observed(@Nullable String service, String... containers) throws IOException {
		try (StubDocker docker = new StubDocker()) {
			docker.lists(containers);
			Observed observed = ComposePlace.watch(docker.connect(), StubDocker.PROJECT, service);
			observed.observer().close();
			return observed;
		}
	}

}
