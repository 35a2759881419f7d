package dev.marea.service.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WatchedChannelTests {

	@Test
	void has_unread_bytes_until_a_thread_reads_them() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				SocketChannel client = SocketChannel.open(server.getLocalAddress());
				SocketChannel accepted = server.accept()) {
			accepted.configureBlocking(false);
			WatchedChannel channel = new WatchedChannel(new SocketBufferHandler(64, 64, false));
			channel.reset(accepted, null);
			assertThat(channel.hasUnreadBytes()).isFalse();
			client.write(ByteBuffer.wrap(new byte[10]));
			await().atMost(Duration.ofMinutes(1)).until(channel::hasUnreadBytes);
			assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(10);
			assertThat(channel.hasUnreadBytes()).isFalse();
			assertThat(channel.client()).isEqualTo("127.0.0.1");
			channel.abort(false);
			assertThat(channel.hasUnreadBytes()).isFalse();
		}
	}

}
