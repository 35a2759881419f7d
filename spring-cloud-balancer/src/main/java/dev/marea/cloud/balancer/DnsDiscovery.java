package dev.marea.cloud.balancer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Names that stand for the addresses of all instances, as Docker's DNS and a headless
 * Service answer them. Such a name gives only candidates: Docker lists a container before
 * it is ready and until it is gone. So each is asked for its readiness, as often as the
 * name is.
 */
class DnsDiscovery implements Discovery {

	private static final String READINESS = "/actuator/health/readiness";

	private final Duration period;

	private final Resolver resolver;

	private final BiPredicate<InetAddress, Integer> readiness;

	private final List<Followed> followed = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private @Nullable Thread poller;

	DnsDiscovery(Duration period) {
		this(period, InetAddress::getAllByName, (address, port) -> ReadinessCheck.isReady(address, port, READINESS));
	}

	DnsDiscovery(Duration period, Resolver resolver, BiPredicate<InetAddress, Integer> readiness) {
		this.period = period;
		this.resolver = resolver;
		this.readiness = readiness;
	}

	@Override
	public void follow(String service, Consumer<List<Instance>> listener) {
		throw new UnsupportedOperationException("A name is needed for " + service);
	}

	synchronized void follow(DiscoveryProperties.Name name, Consumer<List<Instance>> listener) {
		Followed one = new Followed(name, listener);
		if (!one.look()) {
			listener.accept(List.of());
		}
		this.followed.add(one);
		if (this.poller == null) {
			this.poller = Thread.ofVirtual().name("discovery").start(this::run);
		}
	}

	private void run() {
		try {
			while (true) {
				Thread.sleep(this.period);
				this.followed.forEach(Followed::look);
			}
		}
		catch (InterruptedException ex) {
			// Closed.
		}
	}

	@Override
	public synchronized void close() {
		if (this.poller != null) {
			this.poller.interrupt();
		}
		this.threads.shutdownNow();
	}

	/** Asks the DNS for all addresses of a name. */
	interface Resolver {

		InetAddress[] resolve(String host) throws UnknownHostException;

	}

	private final class Followed {

		private final DiscoveryProperties.Name name;

		private final Consumer<List<Instance>> listener;

		private Set<InetAddress> candidates = Set.of();

		private Set<InetAddress> ready = Set.of();

		Followed(DiscoveryProperties.Name name, Consumer<List<Instance>> listener) {
			this.name = name;
			this.listener = listener;
		}

		/** Returns whether there was something new to tell. */
		synchronized boolean look() {
			try {
				this.candidates = new LinkedHashSet<>(
						Arrays.asList(DnsDiscovery.this.resolver.resolve(this.name.host())));
			}
			catch (UnknownHostException ex) {
				// No container has the name, or the DNS is away: those known before tell.
			}
			Set<InetAddress> found = readyOf(this.candidates);
			if (found.equals(this.ready)) {
				return false;
			}
			this.ready = found;
			this.listener.accept(found.stream().map(this::instance).toList());
			return true;
		}

		private Set<InetAddress> readyOf(Set<InetAddress> addresses) {
			List<Callable<Boolean>> questions = new ArrayList<>();
			for (InetAddress address : addresses) {
				questions.add(() -> DnsDiscovery.this.readiness.test(address, this.name.managementPort()));
			}
			Set<InetAddress> found = new LinkedHashSet<>();
			try {
				List<Future<Boolean>> answers = DnsDiscovery.this.threads.invokeAll(questions);
				int index = 0;
				for (InetAddress address : addresses) {
					if (answers.get(index++).get()) {
						found.add(address);
					}
				}
				return found;
			}
			catch (ExecutionException ex) {
				return this.ready;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return this.ready;
			}
		}

		private Instance instance(InetAddress address) {
			String host = address.getHostAddress();
			return new Instance(host, this.name.port(), host + ":" + this.name.port());
		}

	}

}
