package dev.marea.service.openapi;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.support.WebContentGenerator;

/**
 * Answers with a document. It is no controller, because springdoc would describe that. It
 * is no router function either: Spring would then parse the headers of every request, and
 * answer 500 if a {@code Content-Type} has a wildcard.
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
