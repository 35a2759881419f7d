package dev.marea.lab.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLException;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.run.Sample;
import dev.marea.lab.scenario.Call;
import dev.marea.lab.scenario.Calls;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls over HTTP/1.1 and reports their outcome. One call is one request: no
 * retries, redirects, cookies or compression. Safe for use by several threads.
 */
public final class HttpSender implements AutoCloseable {

	/**
	 * Shorter than servers keep idle connections: a connection that the server just
	 * closed must not be used.
	 */
	private static final Timeout IDLE = Timeout.ofSeconds(5);

	private final Target target;

	private final Calls calls;

	/** Header of an answer that names its instances. */
	private final String serviceHeader;

	private final Duration timeout;

	private final CloseableHttpClient client;

	/**
	 * Opens connections as they are needed.
	 * @param timeout for connecting and for an answer to be complete
	 * @param connections maximum number of open connections
	 */
	public HttpSender(Target target, Calls calls, Duration timeout, int connections) {
		this(target, calls, HttpSettings.DEFAULT, timeout, connections);
	}

	/**
	 * The same with settings.
	 */
	HttpSender(Target target, Calls calls, HttpSettings settings, Duration timeout, int connections) {
		this.target = target;
		this.calls = calls;
		this.serviceHeader = settings.serviceHeader();
		this.timeout = timeout;
		Timeout bound = Timeout.of(timeout);
		ConnectionConfig connection = ConnectionConfig.custom()
			.setConnectTimeout(bound)
			.setSocketTimeout(bound)
			.setIdleTimeout(IDLE)
			// No check of idle connections: it takes a millisecond.
			.setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
			.build();
		RequestConfig request = RequestConfig.custom()
			.setConnectionRequestTimeout(bound)
			.setResponseTimeout(bound)
			.setProtocolUpgradeEnabled(false)
			.build();
		PoolingHttpClientConnectionManagerBuilder manager = PoolingHttpClientConnectionManagerBuilder.create()
			.setMaxConnTotal(connections)
			.setMaxConnPerRoute(connections)
			.setDefaultConnectionConfig(connection);
		if (settings.tls() != null) {
			manager.setTlsSocketStrategy(new DefaultClientTlsStrategy(settings.tls()));
		}
		this.client = HttpClients.custom()
			.setConnectionManager(manager.build())
			.setDefaultRequestConfig(request)
			.setUserAgent("marea")
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.build();
	}

	/** Sends the setup's requests. */
	public void setUp() {
		this.calls.setUp(this::complaint);
	}

	/**
	 * Sends the setup's requests and one of the others.
	 * @throws Failure if an answer is not as expected
	 */
	public void tryOut() {
		setUp();
		Call call = this.calls.next();
		String complaint = complaint(call);
		if (complaint != null) {
			throw new Failure("The first request failed: '%s', %s %s: %s.".formatted(call.name(), call.method(),
					call.path(), complaint));
		}
	}

	private @Nullable String complaint(Call call) {
		Sample sample = send(call, System.nanoTime());
		return (sample.error() == null && sample.failed()) ? "status " + sample.status() : sample.error();
	}

	/**
	 * Sends a call and waits for its end; a network error is an outcome, not an
	 * exception.
	 */
	public Sample send(Call call, long intended) {
		return send(call, intended, System.nanoTime());
	}

	/**
	 * The same.
	 * @param sent when it leaves: now, as the caller has read the clock
	 */
	Sample send(Call call, long intended, long sent) {
		if (call.obstacle() != null) {
			return new Sample(intended, sent, sent, call.name(), 0, call.obstacle(), null);
		}
		try {
			return this.client.execute(this.target.host(), request(call),
					(response) -> answered(call, intended, sent, response));
		}
		catch (IOException ex) {
			return new Sample(intended, sent, System.nanoTime(), call.name(), 0, reason(ex), null);
		}
		catch (RuntimeException ex) {
			// For example, a value that no request can contain. It counts as failed;
			// otherwise no figure would include it.
			return new Sample(intended, sent, System.nanoTime(), call.name(), 0,
					"the lab failed: " + ex.getClass().getSimpleName(), null);
		}
	}

	private ClassicHttpRequest request(Call call) {
		ClassicHttpRequest request = new BasicClassicHttpRequest(call.method(), this.target.host(),
				this.target.prefix() + call.path());
		String type = null;
		for (var header : call.headers().entrySet()) {
			if (header.getKey().equalsIgnoreCase("Content-Type")) {
				type = header.getValue();
			}
			else {
				request.setHeader(header.getKey(), header.getValue());
			}
		}
		if (call.body() != null) {
			ContentType content = (type != null) ? ContentType.parse(type) : ContentType.TEXT_PLAIN;
			request.setEntity(new StringEntity(call.body(),
					(content.getCharset() != null) ? content : content.withCharset(StandardCharsets.UTF_8)));
		}
		return request;
	}

	private Sample answered(Call call, long intended, long sent, ClassicHttpResponse response)
			throws HttpException, IOException {
		byte[] body = read(response.getEntity(), call.readsBody(), sent + this.timeout.toNanos());
		long done = System.nanoTime();
		String complaint = this.calls.settle(call, response.getCode(), (name) -> header(response, name), body);
		return new Sample(intended, sent, done, call.name(), response.getCode(), complaint,
				header(response, this.serviceHeader));
	}

	private static @Nullable String header(ClassicHttpResponse response, String name) {
		Header header = response.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

	/** Reads the body to its end; keeps it only when it is needed. */
	private static byte @Nullable [] read(@Nullable HttpEntity entity, boolean keep, long deadline) throws IOException {
		if (entity == null) {
			return null;
		}
		ByteArrayOutputStream kept = new ByteArrayOutputStream(keep ? 2048 : 0);
		try (InputStream body = entity.getContent()) {
			byte[] buffer = new byte[2048];
			for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
				if (keep) {
					kept.write(buffer, 0, read);
				}
				if (System.nanoTime() > deadline) {
					throw new SocketTimeoutException("the answer is still coming");
				}
			}
		}
		return keep ? kept.toByteArray() : null;
	}

	/** A small, fixed set of reasons, so that they can be counted. */
	private String reason(IOException failure) {
		return switch (failure) {
			case ConnectTimeoutException ex -> Sample.NO_CONNECTION + this.timeout.toSeconds() + " s";
			case SocketTimeoutException ex -> Sample.NO_ANSWER + this.timeout.toSeconds() + " s";
			case ConnectException ex -> "connection refused";
			case SSLException ex -> "TLS failed: " + String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
			case NoHttpResponseException ex -> "connection closed without an answer";
			case InterruptedIOException ex -> "given up when the run ended";
			default -> Thread.currentThread().isInterrupted() ? "given up when the run ended"
					: "connection broken: " + failure.getClass().getSimpleName();
		};
	}

	@Override
	public void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

}
