package dev.marea.gateway.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import dev.marea.gateway.Route;
import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

import org.springframework.http.HttpStatus;

/**
 * Passes the requests of one route on. Paths and queries go through as they were sent:
 * what is malformed or tries to leave the route was refused before.
 */
class Proxy {

	private final Route route;

	private final HttpClient http;

	private final HttpHost service;

	private final long replayable;

	private final Failures failures;

	Proxy(Route route, HttpClient http, long replayable) {
		this.route = route;
		this.http = http;
		this.service = new HttpHost("http", route.service());
		this.replayable = replayable;
		this.failures = new Failures(route);
	}

	public void forward(HttpServletRequest request, HttpServletResponse response) throws IOException {
		try (ClassicHttpResponse answer = send(request)) {
			Headers.outward(answer, response, this.route);
			response.setStatus(answer.getCode());
			copyBody(request, answer, response);
		}
	}

	private ClassicHttpResponse send(HttpServletRequest request) {
		ClassicHttpRequest outgoing = new BasicClassicHttpRequest(request.getMethod(), this.service, target(request));
		Headers.inward(request, outgoing);
		try {
			outgoing.setEntity(RequestBody.of(request, this.replayable));
			return this.http.executeOpen(this.service, outgoing, HttpClientContext.create());
		}
		catch (IOException ex) {
			throw this.failures.problem(ex);
		}
	}

	private String target(HttpServletRequest request) {
		String path = request.getRequestURI();
		if (!path.startsWith(this.route.path())) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"The path is %s, written without escapes.".formatted(this.route.path()));
		}
		String query = request.getQueryString();
		return (query != null) ? this.route.inward(path) + "?" + query : this.route.inward(path);
	}

	private static void copyBody(HttpServletRequest request, ClassicHttpResponse answer, HttpServletResponse response)
			throws IOException {
		HttpEntity entity = answer.getEntity();
		if (entity == null) {
			Header length = answer.getFirstHeader("Content-Length");
			if (length != null && "HEAD".equals(request.getMethod())) {
				response.setHeader("Content-Length", length.getValue());
			}
			return;
		}
		if (entity.getContentLength() >= 0) {
			response.setContentLengthLong(entity.getContentLength());
		}
		OutputStream output = response.getOutputStream();
		if (entity instanceof ByteArrayEntity small) {
			small.writeTo(output);
		}
		else {
			stream(entity.getContent(), output, entity.getContentLength() < 0);
		}
	}

	private static void stream(InputStream content, OutputStream output, boolean atOnce) throws IOException {
		byte[] buffer = new byte[16 * 1024];
		for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
			output.write(buffer, 0, read);
			if (atOnce) {
				output.flush();
			}
		}
	}

}
