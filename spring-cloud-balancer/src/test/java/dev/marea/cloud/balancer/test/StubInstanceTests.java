package dev.marea.cloud.balancer.test;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;

import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StubInstanceTests {

	@RepeatedTest(100)
	void takes_no_connection_once_it_was_killed() {
		StubInstance instance = new StubInstance("one");
		instance.kill();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), instance.port()).close());
	}

	@RepeatedTest(100)
	void takes_no_connection_once_it_was_closed() {
		StubInstance instance = new StubInstance("one");
		instance.close();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), instance.port()).close());
	}

}
