package dev.marea.gateway.proxy;

import java.io.IOException;
import java.net.URI;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Sends requests with the balancing client, which chooses the instance and retries.
 */
class ServiceExchange implements ProxyExchange {

	private final HttpClient http;

	private final long replayable;

	private final Headers headers;

	private final Failures failures = new Failures();

	/**
	 * Creates the exchange.
	 * @param http HTTP client for which the host of a request names a service
	 * @param replayable maximum size in bytes of a body that is buffered to be sent again
	 * @param headers rules for the headers of requests and answers
	 */
	ServiceExchange(HttpClient http, long replayable, Headers headers) {
		this.http = http;
		this.replayable = replayable;
		this.headers = headers;
	}

	/**
	 * Sends a request and returns its answer, whatever status it has.
	 * @throws dev.marea.service.problem.ProblemException if there is no answer: status
	 * 502, 503 or 504 for the service's fault, 400 or 408 for the caller's
	 */
	@Override
	public ServerResponse exchange(Request request) {
		String service = (request instanceof ServiceRequest own) ? own.service() : uri(request).getHost();
		HttpHost host = new HttpHost("http", service);
		ClassicHttpRequest outgoing = new BasicClassicHttpRequest(request.getMethod().name(), host, target(request));
		this.headers.toService(request, outgoing);
		HttpServletRequest received = request.getServerRequest().servletRequest();
		try {
			ServiceAnswer.closeOpen(received);
			outgoing.setEntity(RequestBody.of(received, this.replayable));
			ClassicHttpResponse answer = this.http.executeOpen(host, outgoing, HttpClientContext.create());
			return ServiceAnswer.of(answer, this.headers.toCaller(answer), received,
					(failure) -> this.failures.problem(service, failure));
		}
		catch (IOException ex) {
			throw this.failures.problem(service, ex);
		}
	}

	private static String target(Request request) {
		if (request instanceof ServiceRequest own) {
			return own.target();
		}
		URI uri = uri(request);
		return (uri.getRawQuery() != null) ? uri.getRawPath() + "?" + uri.getRawQuery() : uri.getRawPath();
	}

	private static URI uri(Request request) {
		URI uri = request.getUri();
		if (uri == null) {
			throw new IllegalStateException("The request has no URI");
		}
		return uri;
	}

}
