package dev.marea.lab.fleet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.lab.fleet.StartGate.Ticket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartGateTests {

	@Test
	void admits_one_start_on_two_cores_and_more_on_more() {
		assertThat(limit(StartGate.forCores(1))).isEqualTo(1);
		assertThat(limit(StartGate.forCores(2))).isEqualTo(1);
		assertThat(limit(StartGate.forCores(3))).isEqualTo(1);
		assertThat(limit(StartGate.forCores(8))).isEqualTo(4);
	}

	@Test
	void admits_in_the_order_of_arrival() throws Exception {
		StartGate gate = new StartGate(1);
		Ticket first = gate.enter();
		Ticket second = gate.enter();
		Ticket third = gate.enter();
		List<String> admitted = Collections.synchronizedList(new ArrayList<>());
		Thread two = wait(second, "second", admitted);
		Thread three = wait(third, "third", admitted);
		first.await();
		assertThat(admitted).isEmpty();
		first.close();
		two.join();
		assertThat(admitted).containsExactly("second");
		second.close();
		three.join();
		assertThat(admitted).containsExactly("second", "third");
	}

	@Test
	void one_that_gives_up_while_it_waits_takes_no_turn() throws Exception {
		StartGate gate = new StartGate(1);
		Ticket first = gate.enter();
		Ticket second = gate.enter();
		Ticket third = gate.enter();
		second.close();
		second.await();
		first.close();
		third.await();
		second.close();
		first.close();
		assertThat(limit(gate)).as("the third still has the only turn").isZero();
		third.close();
		assertThat(limit(gate)).isEqualTo(1);
	}

	@Test
	void never_admits_more_than_its_limit() throws Exception {
		StartGate gate = new StartGate(3);
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch over = new CountDownLatch(200);
		for (int i = 0; i < 200; i++) {
			Thread.startVirtualThread(() -> {
				try (Ticket ticket = gate.enter()) {
					ticket.await();
					most.accumulateAndGet(now.incrementAndGet(), Math::max);
					Thread.yield();
					now.decrementAndGet();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				finally {
					over.countDown();
				}
			});
		}
		over.await();
		assertThat(most.get()).isBetween(1, 3);
	}

	/** The number of starts that the gate admits at once; they are released again. */
	private static int limit(StartGate gate) {
		List<Ticket> tickets = new ArrayList<>();
		int admitted = 0;
		for (int i = 0; i < 20; i++) {
			Ticket ticket = gate.enter();
			tickets.add(ticket);
			admitted += ticket.admitted() ? 1 : 0;
		}
		tickets.reversed().forEach(Ticket::close);
		return admitted;
	}

	private static Thread wait(Ticket ticket, String name, List<String> admitted) {
		return Thread.startVirtualThread(() -> {
			try {
				ticket.await();
				admitted.add(name);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

}
