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
import java.util.function.Consumer;

import dev.marea.cloud.balancer.ReadinessCheck.Result;
import org.jspecify.annotations.Nullable;

/**
 * DNS names that resolve to the addresses of all instances, as Docker's DNS and a
 * headless Service answer them. Docker lists a container before it is ready and until it
 * is gone, so each address is a candidate whose readiness is checked.
 */
class DnsDiscovery implements Discovery {

	private final Duration period;

	private final Resolver resolver;

	private final Readiness readiness;

	private final List<FollowedName> followed = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private @Nullable Thread poller;

	DnsDiscovery(Duration period) {
		this(period, InetAddress::getAllByName,
				(address, name) -> ReadinessCheck.readiness(address, name.managementPort(), name.readinessPath()));
	}

	DnsDiscovery(Duration period, Resolver resolver, Readiness readiness) {
		this.period = period;
		this.resolver = resolver;
		this.readiness = readiness;
	}

	@Override
	public void follow(String service, Consumer<List<Instance>> listener) {
		throw new UnsupportedOperationException("A DNS name is needed for " + service);
	}

	synchronized void follow(DiscoveryProperties.Name name, Consumer<List<Instance>> listener) {
		FollowedName added = new FollowedName(name, listener);
		if (!added.check()) {
			listener.accept(List.of());
		}
		this.followed.add(added);
		if (this.poller == null) {
			this.poller = Thread.ofVirtual().name("discovery").start(this::run);
		}
	}

	private void run() {
		try {
			while (true) {
				Thread.sleep(this.period);
				this.followed.forEach(FollowedName::check);
			}
		}
		catch (InterruptedException ex) {
			// close() interrupts this thread.
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

	/** Checks the readiness of one address. */
	interface Readiness {

		ReadinessCheck.Result check(InetAddress address, DiscoveryProperties.Name name);

	}

	private final class FollowedName {

		private final DiscoveryProperties.Name name;

		private final Consumer<List<Instance>> listener;

		private Set<InetAddress> candidates = Set.of();

		private Set<InetAddress> ready = Set.of();

		FollowedName(DiscoveryProperties.Name name, Consumer<List<Instance>> listener) {
			this.name = name;
			this.listener = listener;
		}

		/** Resolves and checks; returns whether the listener was called. */
		synchronized boolean check() {
			try {
				this.candidates = new LinkedHashSet<>(
						Arrays.asList(DnsDiscovery.this.resolver.resolve(this.name.host())));
			}
			catch (UnknownHostException ex) {
				// The name has no address or the DNS does not answer: check the known
				// addresses.
			}
			Set<InetAddress> found = readyOf(this.candidates);
			if (found.equals(this.ready)) {
				return false;
			}
			this.ready = found;
			this.listener.accept(found.stream().map(this::instance).toList());
			return true;
		}

		/**
		 * Addresses that are ready, and addresses that were ready before and do not
		 * answer now. A pause of this process can delay a check, and this must not empty
		 * the list. The balancer ejects an instance that stays silent.
		 */
		private Set<InetAddress> readyOf(Set<InetAddress> addresses) {
			List<Callable<Result>> questions = new ArrayList<>();
			for (InetAddress address : addresses) {
				questions.add(() -> DnsDiscovery.this.readiness.check(address, this.name));
			}
			Set<InetAddress> found = new LinkedHashSet<>();
			try {
				List<Future<Result>> answers = DnsDiscovery.this.threads.invokeAll(questions);
				int index = 0;
				for (InetAddress address : addresses) {
					Result result = answers.get(index++).get();
					if (result == Result.READY || (result == Result.SILENT && this.ready.contains(address))) {
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
