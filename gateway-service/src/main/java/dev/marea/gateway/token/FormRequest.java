package dev.marea.gateway.token;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * A request whose parameters are those of a form that was read. The container finds none:
 * the gateway reads bodies before it does. Hides proofs of possession (RFC 9449), as the
 * services know no bound tokens and each proof would be remembered.
 */
final class FormRequest extends HttpServletRequestWrapper {

	private static final String DPOP = "DPoP";

	private final Map<String, String[]> parameters = new LinkedHashMap<>();

	FormRequest(HttpServletRequest request, MultiValueMap<String, String> form) {
		super(request);
		form.forEach((name, values) -> this.parameters.put(name,
				values.stream().map((value) -> (value != null) ? value : "").toArray(String[]::new)));
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
