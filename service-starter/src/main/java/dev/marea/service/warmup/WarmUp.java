package dev.marea.service.warmup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import dev.marea.service.web.WarmUpRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Sends requests to the instance's own paths. It is a runner because the instance becomes
 * ready only after all runners. So no caller meets a cold JVM, and the CPU of the warm-up
 * does not count as demand. A failure is logged and does not delay readiness.
 */
class WarmUp implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

	/** Time between two attempts for the failed paths. */
	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	/** After these retries, a missing service did not merely start later. */
	private static final int MAX_RETRIES = 60;

	private final WarmUpProperties properties;

	private final WarmUpRequests requests;

	private final ApplicationContext context;

	private final InetAddress address;

	WarmUp(WarmUpProperties properties, WarmUpRequests requests, ApplicationContext context, InetAddress address) {
		this.properties = properties;
		this.requests = requests;
		this.context = context;
		this.address = address;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		if (!(this.context instanceof WebServerApplicationContext web) || web.getWebServer() == null) {
			return;
		}
		String origin = "http://" + host() + ":" + web.getWebServer().getPort();
		long start = System.nanoTime();
		int sent = 0;
		int failed = 0;
		Set<String> missed = new LinkedHashSet<>();
		for (int round = 0; round < this.properties.rounds(); round++) {
			for (String path : this.properties.paths()) {
				if (System.nanoTime() - start > this.properties.timeout().toNanos()) {
					logger.warn("Warm-up ended by its timeout after {} requests", sent);
					return;
				}
				sent++;
				if (!get(URI.create(origin + path))) {
					failed++;
					missed.add(path);
				}
			}
		}
		if (sent == 0) {
			return;
		}
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		if (failed > 0) {
			logger.warn("Warmed up with {} requests in {} ms, {} of them failed", sent, took.toMillis(), failed);
			Thread.ofVirtual().name("warm-up").start(() -> warmUpLater(origin, missed));
		}
		else {
			logger.info("Warmed up with {} requests in {} ms", sent, took.toMillis());
		}
	}

	/**
	 * Retries the failed paths, because another service may become ready later. The
	 * instance is ready already and does not wait for other services.
	 */
	private void warmUpLater(String origin, Set<String> missed) {
		try {
			for (int attempt = 0; attempt < MAX_RETRIES && !missed.isEmpty(); attempt++) {
				Thread.sleep(RETRY_INTERVAL);
				if (this.context instanceof ConfigurableApplicationContext closeable && !closeable.isActive()) {
					return;
				}
				missed.removeIf((path) -> sendRounds(URI.create(origin + path)));
			}
			if (missed.isEmpty()) {
				logger.info("Warmed up with the paths that had failed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Sends all rounds; returns false at the first failure. */
	private boolean sendRounds(URI uri) {
		for (int round = 0; round < this.properties.rounds(); round++) {
			if (!get(uri)) {
				return false;
			}
		}
		return true;
	}

	private boolean get(URI uri) {
		try {
			HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
			connection.setRequestProperty(WarmUpRequests.HEADER, this.requests.secret());
			connection.setConnectTimeout((int) this.properties.timeout().toMillis());
			connection.setReadTimeout((int) this.properties.timeout().toMillis());
			boolean ok = connection.getResponseCode() < 400;
			try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
				if (body != null) {
					body.transferTo(OutputStream.nullOutputStream());
				}
			}
			return ok;
		}
		catch (IOException ex) {
			logger.debug("Warm-up request {} failed", uri, ex);
			return false;
		}
	}

	private String host() {
		String host = this.address.getHostAddress();
		return (host.indexOf(':') < 0) ? host : "[" + host + "]";
	}

}
