package dev.marea.gateway.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.handler.GatewayServerResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;

/**
 * A service's answer for the caller. Filters may change its status, headers and cookies.
 */
final class ServiceAnswer implements GatewayServerResponse {

	private static final String OPEN = ServiceAnswer.class.getName() + ".open";

	private final ClassicHttpResponse answer;

	private final HttpHeaders headers;

	private final MultiValueMap<String, Cookie> cookies = new LinkedMultiValueMap<>(0);

	private final Function<IOException, ProblemException> problems;

	private HttpStatusCode status;

	private ServiceAnswer(ClassicHttpResponse answer, HttpHeaders headers,
			Function<IOException, ProblemException> problems) {
		this.answer = answer;
		this.headers = headers;
		this.problems = problems;
		this.status = HttpStatusCode.valueOf(answer.getCode());
	}

	/**
	 * Takes over an answer. {@link #closeOpen} closes its connection if a filter drops
	 * the answer, or throws, before it is written.
	 * @param problems creates the caller's answer if the service's breaks off before its
	 * first byte is sent
	 */
	static ServiceAnswer of(ClassicHttpResponse answer, HttpHeaders headers, HttpServletRequest request,
			Function<IOException, ProblemException> problems) {
		if (answer.getEntity() != null && !(answer.getEntity() instanceof ByteArrayEntity)) {
			request.setAttribute(OPEN, answer);
		}
		return new ServiceAnswer(answer, headers, problems);
	}

	/** Closes the last answer to this request, if it was not written. */
	static void closeOpen(HttpServletRequest request) throws IOException {
		if (request.getAttribute(OPEN) instanceof ClassicHttpResponse open) {
			open.close();
		}
	}

	@Override
	public HttpStatusCode statusCode() {
		return this.status;
	}

	@Override
	public void setStatusCode(HttpStatusCode statusCode) {
		this.status = statusCode;
	}

	@Override
	public HttpHeaders headers() {
		return this.headers;
	}

	@Override
	public MultiValueMap<String, Cookie> cookies() {
		return this.cookies;
	}

	/**
	 * Writes the answer as it is. The response of Spring Cloud Gateway compares the
	 * {@code ETag} with the caller's {@code If-None-Match} here, and leaves the service's
	 * answer open if it answers 304.
	 * @throws ProblemException if the service broke off and nothing was sent yet
	 */
	@Override
	public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
			throws IOException {
		Map<String, List<String>> own = headers(response);
		try (this.answer) {
			HttpEntity entity = this.answer.getEntity();
			if ((entity != null && !(entity instanceof ByteArrayEntity)) || "OPTIONS".equals(request.getMethod())) {
				// Passes large answers and events on while they arrive, with a streaming
				// permit.
				response.setBufferSize(0);
			}
			Headers.write(this.headers, response);
			this.cookies.values().forEach((values) -> values.forEach(response::addCookie));
			response.setStatus(this.status.value());
			copyBody(request, response);
			if ("OPTIONS".equals(request.getMethod())) {
				// Otherwise the servlet would add its own Allow header if the service
				// sent none.
				response.flushBuffer();
			}
		}
		catch (BrokenOff ex) {
			if (response.isCommitted()) {
				throw ex.failure;
			}
			response.reset();
			own.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
			throw this.problems.apply(ex.failure);
		}
		return null;
	}

	private static Map<String, List<String>> headers(HttpServletResponse response) {
		Map<String, List<String>> headers = new HashMap<>();
		for (String name : response.getHeaderNames()) {
			headers.put(name, List.copyOf(response.getHeaders(name)));
		}
		return headers;
	}

	private void copyBody(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpEntity entity = this.answer.getEntity();
		if (entity == null) {
			Header length = this.answer.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
			if (length != null && "HEAD".equals(request.getMethod())) {
				response.setHeader(HttpHeaders.CONTENT_LENGTH, length.getValue());
			}
			return;
		}
		if (entity.getContentLength() >= 0) {
			response.setContentLengthLong(entity.getContentLength());
		}
		if (entity.getContentLength() == 0) {
			// Writing no bytes commits a response of that length in Tomcat, which Spring
			// Security does not expect: its headers would be missing.
			return;
		}
		OutputStream output = response.getOutputStream();
		if (entity instanceof ByteArrayEntity small) {
			small.writeTo(output);
		}
		else {
			stream(entity.getContent(), output, entity.getContentLength() < 0);
		}
	}

	/**
	 * Copies the content while it arrives.
	 * @param atOnce whether to send each part at once, as it may be an event that the
	 * caller waits for
	 */
	private static void stream(InputStream content, OutputStream output, boolean atOnce) throws IOException {
		byte[] buffer = new byte[16 * 1024];
		for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
			output.write(buffer, 0, read);
			if (atOnce) {
				output.flush();
			}
		}
	}

	private static int read(InputStream content, byte[] buffer) throws IOException {
		try {
			return content.read(buffer);
		}
		catch (IOException ex) {
			throw new BrokenOff(ex);
		}
	}

	/**
	 * The service's connection failed, not the caller's.
	 */
	private static final class BrokenOff extends IOException {

		private final IOException failure;

		BrokenOff(IOException failure) {
			super(failure);
			this.failure = failure;
		}

	}

}
