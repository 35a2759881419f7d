package dev.marea.service.body;

import java.io.IOException;
import java.net.SocketTimeoutException;

import dev.marea.service.memory.ByteBudget;
import dev.marea.service.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads small bodies before the request gets a permit, so that a slow client does not
 * hold one. Larger bodies, and bodies of requests with {@code Expect: 100-continue}, are
 * streamed. Bodies of GET and HEAD have no meaning (RFC 9110, 9.3.1) and stay unread.
 */
class BodyIntakeFilter extends OncePerRequestFilter {

	private final long intake;

	private final ByteBudget budget;

	BodyIntakeFilter(BodyProperties properties, ByteBudget budget) {
		this.intake = properties.intake().toBytes();
		this.budget = budget;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long length = request.getContentLengthLong();
		boolean chunked = BodyLimitFilter.isChunked(request);
		if (length <= 0 && !chunked) {
			chain.doFilter(request, response);
		}
		else if ("GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod())) {
			chain.doFilter(new BodylessRequest(request), response);
		}
		else if (length > this.intake || request.getHeader(HttpHeaders.EXPECT) != null) {
			StreamedBodies.mark(request);
			chain.doFilter(request, response);
		}
		else {
			readAndGoOn(request, response, chain, (length > 0) ? length : this.intake + 1);
		}
	}

	private void readAndGoOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain, long most)
			throws IOException, ServletException {
		BufferedBody body = new BufferedBody(request.getInputStream(), this.budget);
		try {
			if (!read(request, response, body, most)) {
				return;
			}
			if (body.size() > this.intake) {
				StreamedBodies.mark(request);
			}
			body.attachTo(request);
			chain.doFilter(new ReadRequest(request, body.content()), response);
		}
		finally {
			body.release();
		}
	}

	private static boolean read(HttpServletRequest request, HttpServletResponse response, BufferedBody body, long most)
			throws IOException {
		try {
			if (body.readUpTo(most)) {
				return true;
			}
		}
		catch (IOException ex) {
			refuse(request, response, ex);
			return false;
		}
		Problems.writeOverloaded(request, response);
		return false;
	}

	private static void refuse(HttpServletRequest request, HttpServletResponse response, IOException reason) {
		ProblemDetail problem = (reason instanceof SocketTimeoutException)
				? Problems.of(HttpStatus.REQUEST_TIMEOUT, "invalid-request",
						"The body of the request did not arrive in time.")
				: Problems.of(HttpStatus.BAD_REQUEST, "invalid-request", "The body of the request could not be read.");
		try {
			Problems.write(request, response, problem);
		}
		catch (IOException ex) {
			// The client closed the connection or was too slow.
		}
	}

}
