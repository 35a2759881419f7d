package dev.marea.service.openapi;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.support.WebContentGenerator;

/**
 * Answers with a document. No controller, or springdoc would describe it; no router
 * function, for which Spring reads the headers of every request, whoever it is for, and
 * ends those whose {@code Content-Type} has a wildcard with 500.
 */
class OpenApiDocument extends WebContentGenerator implements HttpRequestHandler {

	private final byte[] json;

	OpenApiDocument(byte[] json) {
		super(METHOD_GET, METHOD_HEAD);
		this.json = json;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		checkRequest(request);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(this.json.length);
		response.getOutputStream().write(this.json);
	}

}
