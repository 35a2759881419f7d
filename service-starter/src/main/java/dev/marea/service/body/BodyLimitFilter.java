package dev.marea.service.body;

import java.io.IOException;
import java.util.Locale;

import dev.marea.service.memory.ByteBudget;
import dev.marea.service.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a body that is too large with 413 before the application reads it. A body of
 * undeclared length is first read into memory, up to the limit and the budget. Otherwise
 * its reader would see a broken stream and could answer another status.
 */
class BodyLimitFilter extends OncePerRequestFilter {

	private final BodyProperties properties;

	private final ByteBudget budget;

	BodyLimitFilter(BodyProperties properties, ByteBudget budget) {
		this.properties = properties;
		this.budget = budget;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long limit = limit(request);
		if (request.getContentLengthLong() > limit) {
			refuse(request, response, limit);
		}
		else if (isChunked(request)) {
			readAndGoOn(request, response, chain, limit);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void readAndGoOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain, long limit)
			throws ServletException, IOException {
		BufferedBody begun = BufferedBody.of(request);
		BufferedBody body = (begun != null) ? begun : new BufferedBody(request.getInputStream(), this.budget);
		try {
			if (!body.readUpTo(limit + 1)) {
				Problems.writeOverloaded(request, response);
			}
			else if (body.size() > limit) {
				refuse(request, response, limit);
			}
			else {
				chain.doFilter(new ReadRequest(request, body.content()), response);
			}
		}
		finally {
			body.release();
		}
	}

	/** Whether the request has a body of undeclared length. */
	static boolean isChunked(HttpServletRequest request) {
		return request.getContentLengthLong() < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private long limit(HttpServletRequest request) {
		String contentType = request.getContentType();
		String mediaType = (contentType != null) ? contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
		DataSize limit = this.properties.limits().get(mediaType);
		return ((limit != null) ? limit : this.properties.limitOf(request.getRequestURI())).toBytes();
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, long limit) throws IOException {
		Problems.write(request, response, Problems.of(HttpStatus.CONTENT_TOO_LARGE, "content-too-large",
				"The body is larger than the %d bytes that are accepted.".formatted(limit)));
	}

}
