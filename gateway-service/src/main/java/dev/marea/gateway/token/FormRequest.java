package dev.marea.gateway.token;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.MultiValueMap;

/**
 * A request whose parameters are those of its form. The container finds none, and so does
 * {@code @RequestBody}: the gateway reads bodies before they do. Hides proofs of
 * possession (RFC 9449), as the services know no bound tokens and each proof would be
 * remembered.
 */
final class FormRequest extends HttpServletRequestWrapper {

	private static final String DPOP = "DPoP";

	private final Map<String, String[]> parameters = new LinkedHashMap<>();

	private FormRequest(HttpServletRequest request, MultiValueMap<String, String> form) {
		super(request);
		form.forEach((name, values) -> this.parameters.put(name,
				values.stream().map((value) -> (value != null) ? value : "").toArray(String[]::new)));
	}

	/**
	 * Reads the form.
	 * @throws HttpMessageNotReadableException if it is malformed
	 */
	static FormRequest of(HttpServletRequest request) throws IOException {
		ServletServerHttpRequest body = new ServletServerHttpRequest(request) {

			@Override
			public InputStream getBody() throws IOException {
				return request.getInputStream();
			}

		};
		return new FormRequest(request, new FormHttpMessageConverter().read(null, body));
	}

	@Override
	public @Nullable String getHeader(String name) {
		return DPOP.equalsIgnoreCase(name) ? null : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return DPOP.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
	}

	@Override
	public @Nullable String getParameter(String name) {
		String[] values = this.parameters.get(name);
		return (values != null) ? values[0] : null;
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		return Collections.unmodifiableMap(this.parameters);
	}

	@Override
	public Enumeration<String> getParameterNames() {
		return Collections.enumeration(this.parameters.keySet());
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		return this.parameters.get(name);
	}

}
