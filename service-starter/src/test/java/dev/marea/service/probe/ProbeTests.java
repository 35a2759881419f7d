package dev.marea.service.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeTests {

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		answer("/up", 200);
		answer("/down", 503);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void says_yes_to_a_2xx_and_no_to_all_else() {
		int port = this.server.getAddress().getPort();
		assertThat(Probe.isOk(InetAddress.getLoopbackAddress(), port, "/up")).isTrue();
		assertThat(Probe.isOk(InetAddress.getLoopbackAddress(), port, "/down")).isFalse();
		assertThat(Probe.isOk(InetAddress.getLoopbackAddress(), port, "/nowhere")).isFalse();
	}

	@Test
	void says_no_where_nothing_listens() {
		int port = this.server.getAddress().getPort();
		this.server.stop(0);
		assertThat(Probe.isOk(InetAddress.getLoopbackAddress(), port, "/up")).isFalse();
	}

	@Test
	void asks_for_the_readiness_on_the_management_port() {
		String port = String.valueOf(this.server.getAddress().getPort());
		assertThat(Probe.isReady(Map.of("PROBE_PORT", port))).isFalse();
		answer("/actuator/health/readiness", 200);
		assertThat(Probe.isReady(Map.of("PROBE_PORT", port))).isTrue();
		assertThat(Probe.isReady(Map.of("PROBE_PORT", "1", "MANAGEMENT_SERVER_PORT", port))).isTrue();
		assertThat(Probe.isReady(Map.of())).isFalse();
	}

	private void answer(String path, int status) {
		this.server.createContext(path, (exchange) -> {
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
	}

}
