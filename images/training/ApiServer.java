import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * A Kubernetes API server with one EndpointSlice, for the training of the gateway's AOT
 * cache: without one, the JVM would not see the classes of the Kubernetes client. It
 * runs in one of the project's images, so it needs java.base only.
 */
public final class ApiServer {

	private static final String SLICE = """
			{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"training-1",\
			"namespace":"training","resourceVersion":"%d","labels":{"kubernetes.io/service-name":"training"}},\
			"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[\
			{"addresses":["192.0.2.%d"],"conditions":{"ready":true,"serving":true,"terminating":false},\
			"targetRef":{"kind":"Pod","namespace":"training","name":"training-%d"}}]}""";

	private ApiServer() {
	}

	public static void main(String[] arguments) throws IOException {
		try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 50,
				InetAddress.ofLiteral("0.0.0.0"))) {
			while (true) {
				Socket socket = server.accept();
				Thread.ofVirtual().start(() -> serve(socket));
			}
		}
	}

	private static void serve(Socket socket) {
		try (socket; Scanner input = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII)) {
			String request = input.nextLine();
			while (!input.nextLine().isEmpty()) {
				// Headers do not matter.
			}
			if (request.contains("watch=")) {
				watch(socket);
			}
			else {
				send(socket, """
						{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSliceList","metadata":{"resourceVersion":"1"},\
						"items":[%s]}""".formatted(slice(1)));
			}
		}
		catch (IOException | RuntimeException ex) {
			System.err.println(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** One event at once, a second one later, and then the end, as after a timeout. */
	private static void watch(Socket socket) throws IOException, InterruptedException {
		write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
		write(socket, "{\"type\":\"MODIFIED\",\"object\":%s}\n".formatted(slice(2)));
		Thread.sleep(5000);
		write(socket, "{\"type\":\"DELETED\",\"object\":%s}\n".formatted(slice(3)));
	}

	private static void send(Socket socket, String json) throws IOException {
		write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
			.formatted(json.length(), json));
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().flush();
	}

	private static String slice(int version) {
		return SLICE.formatted(version, version, version);
	}

}
