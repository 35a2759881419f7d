package dev.marea.service.problem;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers a controller's exceptions as problem details. An unexpected exception is
 * logged, and its answer reveals no internals.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Logger logger = LoggerFactory.getLogger(ProblemAdvice.class);

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return invalid(ex, ex.getFieldErrors().stream().map(InvalidField::of), headers, status, request);
	}

	/** Parameters with a constraint, such as {@code limit=0}. */
	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		if (ex.isForReturnValue()) {
			return super.handleHandlerMethodValidationException(ex, headers, status, request);
		}
		return invalid(ex, ex.getParameterValidationResults().stream().flatMap(InvalidField::of), headers, status,
				request);
	}

	/** Parameters of another type, such as {@code limit=many}. */
	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		return invalid(ex, InvalidField.of(ex), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		List<InvalidField> fields = InvalidField.bounded(InvalidField.ofBody(ex.getCause()));
		return fields.isEmpty() ? super.handleHttpMessageNotReadable(ex, headers, status, request)
				: invalid(ex, fields.stream(), headers, status, request);
	}

	private @Nullable ResponseEntity<Object> invalid(Exception ex, Stream<InvalidField> fields, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = Problems.of(status, "invalid-request", "The request has invalid fields.");
		problem.setProperty("errors", InvalidField.bounded(fields));
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	/** Adds HEAD and OPTIONS, which Spring answers itself but does not list. */
	@Override
	protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
			HttpRequestMethodNotSupportedException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Set<HttpMethod> mapped = ex.getSupportedHttpMethods();
		if (mapped != null) {
			Set<HttpMethod> allowed = new TreeSet<>(mapped);
			allowed.add(HttpMethod.OPTIONS);
			if (mapped.contains(HttpMethod.GET)) {
				allowed.add(HttpMethod.HEAD);
			}
			headers.setAllow(allowed);
		}
		return super.handleHttpRequestMethodNotSupported(ex, headers, status, request);
	}

	/**
	 * A full instance may refuse an answer while a message converter writes it. The
	 * converter hides that exception.
	 */
	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotWritable(HttpMessageNotWritableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof ErrorResponseException refusal) {
				return handleErrorResponseException(refusal, refusal.getHeaders(), refusal.getStatusCode(), request);
			}
		}
		logger.error("Request failed: {}", request.getDescription(false), ex);
		return super.handleHttpMessageNotWritable(ex, headers, status, request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> constraintViolated(ConstraintViolationException ex, WebRequest request) {
		return invalid(ex, ex.getConstraintViolations()
			.stream()
			.map((violation) -> new InvalidField(violation.getPropertyPath().toString(), violation.getMessage())),
				new HttpHeaders(), HttpStatus.BAD_REQUEST, request);
	}

	/**
	 * Tomcat parses parameters at their first use and then reports malformed ones.
	 */
	@ExceptionHandler
	@Nullable ResponseEntity<Object> unreadable(InvalidParameterException ex, WebRequest request) {
		return handleExceptionInternal(ex, Problems.of(HttpStatus.BAD_REQUEST), new HttpHeaders(),
				HttpStatus.BAD_REQUEST, request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> unforeseen(Exception ex, WebRequest request) throws Exception {
		if (ex instanceof AccessDeniedException || ex instanceof AuthenticationException) {
			throw ex;
		}
		if (ex instanceof ClientAbortException) {
			return null;
		}
		if (request instanceof ServletWebRequest servlet && servlet.getResponse() != null
				&& servlet.getResponse().isCommitted()) {
			// The answer has begun. Only a broken connection shows the caller that it is
			// incomplete.
			throw ex;
		}
		logger.error("Request failed: {}", request.getDescription(false), ex);
		return handleExceptionInternal(ex, Problems.of(HttpStatus.INTERNAL_SERVER_ERROR), new HttpHeaders(),
				HttpStatus.INTERNAL_SERVER_ERROR, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		if (body instanceof ProblemDetail problem && isUntyped(problem)) {
			problem.setType(Problems.of(status).getType());
		}
		if (body instanceof ProblemDetail problem && request instanceof ServletWebRequest exchange
				&& exchange.getResponse() != null) {
			return write(problem, headers, exchange.getRequest(), exchange.getResponse());
		}
		return super.createResponseEntity(body, headers, status, request);
	}

	/**
	 * Bypasses the message converters, which send no body if they cannot parse the Accept
	 * header.
	 */
	private static @Nullable ResponseEntity<Object> write(ProblemDetail problem, HttpHeaders headers,
			HttpServletRequest request, HttpServletResponse response) {
		headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		try {
			Problems.write(request, response, problem);
		}
		catch (IOException ex) {
			// The client closed the connection.
		}
		return null;
	}

	private static boolean isUntyped(ProblemDetail problem) {
		return problem.getType() == null || "about:blank".equals(problem.getType().toString());
	}

}
