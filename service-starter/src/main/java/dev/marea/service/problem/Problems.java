package dev.marea.service.problem;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Creates and writes problem details, so that all errors of the server have one format.
 */
public final class Problems {

	private static final String TYPES = "https://marea.dev/problems/";

	/** Member with the request's trace id. */
	private static final String TRACE = "traceId";

	private static final String SLUG = Problems.class.getName() + ".slug";

	private static final JsonMapper JSON = JsonMapper.builder()
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	private static final ProblemDetail OVERLOADED = of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
			"This instance is serving its maximum number of requests.");

	private static final byte[] OVERLOADED_BYTES = bytes(OVERLOADED);

	/** Of {@link #OVERLOADED}, up to the member that follows its last one. */
	private static final String OVERLOADED_START = new String(OVERLOADED_BYTES, 0, OVERLOADED_BYTES.length - 1,
			StandardCharsets.UTF_8);

	private Problems() {
	}

	public static ProblemDetail of(HttpStatusCode status, String slug, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(URI.create(TYPES + slug));
		return problem;
	}

	/** The problem of an error that is described by its status alone. */
	public static ProblemDetail of(HttpStatusCode status) {
		return of(status, slug(status), sentence(status));
	}

	static String slug(HttpStatusCode status) {
		return switch (status.value()) {
			case 401 -> "unauthorized";
			case 403 -> "forbidden";
			case 404 -> "not-found";
			case 405 -> "method-not-allowed";
			case 406 -> "not-acceptable";
			case 409 -> "conflict";
			case 412 -> "precondition-failed";
			case 413 -> "content-too-large";
			case 414 -> "uri-too-long";
			case 415 -> "unsupported-media-type";
			case 428 -> "precondition-required";
			case 431 -> "headers-too-large";
			case 501 -> "not-implemented";
			case 505 -> "http-version-not-supported";
			case 503 -> "unavailable";
			case 504 -> "upstream-timeout";
			default -> status.is4xxClientError() ? "invalid-request" : "internal";
		};
	}

	static String sentence(HttpStatusCode status) {
		return switch (status.value()) {
			case 401 -> "A valid bearer token is required.";
			case 403 -> "The token does not allow this.";
			case 404 -> "There is nothing at this address.";
			case 405 -> "The method is not supported here.";
			case 406 -> "None of the media types asked for can be produced.";
			case 412 -> "The resource has changed since it was read.";
			case 413 -> "The request is larger than is accepted.";
			case 414 -> "The address is longer than is accepted.";
			case 415 -> "The media type of the request is not supported.";
			case 428 -> "The request must be conditional.";
			case 431 -> "The headers of the request are larger than is accepted.";
			case 501 -> "No resource here supports the method.";
			case 505 -> "The version of HTTP is not supported.";
			case 503 -> "The service cannot answer at the moment.";
			default -> status.is4xxClientError() ? "The request could not be understood."
					: "The request failed for a reason on the server's side.";
		};
	}

	/**
	 * Writes a problem outside Spring MVC: in filters, the security chain and the web
	 * server. Does nothing if the answer is committed.
	 */
	public static void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
			throws IOException {
		if (response.isCommitted()) {
			return;
		}
		response.resetBuffer();
		remember(request, problem);
		write(request, response, problem.getStatus(), bytes(problem));
	}

	private static byte[] bytes(ProblemDetail problem) {
		return JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
	}

	private static void write(HttpServletRequest request, HttpServletResponse response, int status, byte[] body)
			throws IOException {
		response.setStatus(status);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		if (!"HEAD".equals(request.getMethod())) {
			response.getOutputStream().write(body);
		}
		response.flushBuffer();
	}

	/**
	 * Refuses a request for lack of capacity. {@code Retry-After} shows the caller that
	 * the instance is full and not draining. The answer is prepared, so that a refusal
	 * costs little CPU.
	 */
	public static void writeOverloaded(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, "1");
		request.setAttribute(SLUG, "overloaded");
		String trace = traceOf(request);
		byte[] body = (trace != null)
				? (OVERLOADED_START + ",\"" + TRACE + "\":\"" + trace + "\"}").getBytes(StandardCharsets.UTF_8)
				: OVERLOADED_BYTES;
		write(request, response, OVERLOADED.getStatus(), body);
	}

	/**
	 * Adds the trace id to a problem, and stores the problem's slug for the audit log.
	 */
	static void remember(HttpServletRequest request, ProblemDetail problem) {
		request.setAttribute(SLUG, String.valueOf(problem.getType()).replace(TYPES, ""));
		String trace = traceOf(request);
		if (trace != null) {
			problem.setProperty(TRACE, trace);
		}
	}

	/**
	 * The request's trace id, 32 hexadecimal digits; null if the request was refused
	 * before its trace began. Read from the request, because an error dispatch comes
	 * after the trace's scope.
	 */
	private static @Nullable String traceOf(HttpServletRequest request) {
		return ServerHttpObservationFilter.findObservationContext(request)
			.map((observed) -> observed.<TracingContext>get(TracingContext.class))
			.map(TracingContext::getSpan)
			.map((span) -> span.context().traceId())
			.orElse(null);
	}

	/**
	 * The slug of the problem that was written for this request; null if there is none.
	 */
	public static @Nullable String slugOf(HttpServletRequest request) {
		return (request.getAttribute(SLUG) instanceof String slug) ? slug : null;
	}

	/** Status of an error dispatch; 500 if it is missing. */
	static HttpStatusCode statusOf(@Nullable Object attribute) {
		return (attribute instanceof Integer code) ? HttpStatusCode.valueOf(code) : HttpStatus.INTERNAL_SERVER_ERROR;
	}

}
