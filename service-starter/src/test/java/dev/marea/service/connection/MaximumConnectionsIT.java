package dev.marea.service.connection;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The web server's maximum of connections is smaller than the room for them.
 */
@SpringBootTest(classes = SlowClientsIT.BytesService.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.application.name=probe", "management.server.port=0", "marea.drain-delay=0s",
				"marea.capacity.concurrency=4", "marea.connections.waiting=1024", "server.tomcat.max-connections=40" })
class MaximumConnectionsIT {

	private final List<Socket> sockets = new ArrayList<>();

	@LocalServerPort
	private int port;

	@AfterEach
	void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	@Test
	void closes_idle_connections_to_serve_new_ones() throws IOException {
		for (int client = 0; client < 100; client++) {
			Socket socket = new Socket("127.0.0.1", this.port);
			this.sockets.add(socket);
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write("GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
				.isEqualTo("HTTP/1.1 200");
		}
	}

}
