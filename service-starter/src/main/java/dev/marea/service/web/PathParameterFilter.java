package dev.marea.service.web;

import java.io.IOException;

import dev.marea.service.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths with parameters ({@code /a;b=c}). No service has any, the security
 * chain's firewall would refuse them, and a malformed escape in one makes the parser
 * before it fail with 500.
 */
class PathParameterFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getRequestURI().indexOf(';') >= 0) {
			Problems.write(request, response, Problems.of(HttpStatus.BAD_REQUEST));
			return;
		}
		chain.doFilter(request, response);
	}

}
