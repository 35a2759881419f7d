package dev.marea.service.body;

import java.io.IOException;
import java.util.Locale;

import dev.marea.service.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a body that is too large with 413 before anything reads it. One of undeclared
 * length is taken into memory first, as far as the limit goes: only so is the answer 413
 * and not whatever its reader makes of a stream that breaks.
 */
class BodyLimitFilter extends OncePerRequestFilter {

	private final BodyProperties properties;

	BodyLimitFilter(BodyProperties properties) {
		this.properties = properties;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long limit = limit(request.getContentType());
		if (request.getContentLengthLong() > limit) {
			refuse(request, response, limit);
		}
		else if (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null) {
			byte[] body = request.getInputStream().readNBytes((int) limit + 1);
			if (body.length > limit) {
				refuse(request, response, limit);
			}
			else {
				chain.doFilter(new ReadRequest(request, body), response);
			}
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private long limit(@Nullable String contentType) {
		String mediaType = (contentType != null) ? contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
		return this.properties.limits().getOrDefault(mediaType, this.properties.limit()).toBytes();
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, long limit) throws IOException {
		Problems.write(request, response, Problems.of(HttpStatus.CONTENT_TOO_LARGE, "content-too-large",
				"The body is larger than the %d bytes that are accepted.".formatted(limit)));
	}

}
