package dev.marea.cloud.balancer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Information for a load balancer about one attempt of a request: the request, its hint,
 * and the instances of earlier attempts.
 */
public final class AttemptContext extends RetryableRequestContext {

	private final String service;

	private final ClassicHttpRequest request;

	private final List<ServiceInstance> tried;

	private @Nullable RequestData data;

	private @Nullable HttpMessage answer;

	AttemptContext(String service, ClassicHttpRequest request, List<ServiceInstance> tried, String hint) {
		super(tried.isEmpty() ? null : tried.getLast(), null, hint);
		this.service = service;
		this.request = request;
		this.tried = tried;
	}

	/**
	 * Instances of earlier attempts of this request, in the order of the attempts; empty
	 * for the first attempt.
	 */
	public List<ServiceInstance> getTriedInstances() {
		return this.tried;
	}

	/**
	 * The request. Built only when asked for, as most load balancers do not need it.
	 */
	@Override
	public RequestData getClientRequest() {
		RequestData built = this.data;
		if (built == null) {
			built = new RequestData(HttpMethod.valueOf(this.request.getMethod()), uri(), headers(this.request),
					new LinkedMultiValueMap<>(), Map.of());
			this.data = built;
		}
		return built;
	}

	/**
	 * The first value of a header of the answer; null without the header or an answer.
	 * Takes less CPU than
	 * {@link org.springframework.cloud.client.loadbalancer.ResponseData}, which copies
	 * all headers.
	 */
	public @Nullable String getAnswerHeader(String name) {
		Header header = (this.answer != null) ? this.answer.getFirstHeader(name) : null;
		return (header != null) ? header.getValue() : null;
	}

	void setAnswer(HttpMessage answer) {
		this.answer = answer;
	}

	/** A raw target may hold characters that {@link URI} refuses. */
	private URI uri() {
		try {
			return new URI("http://" + this.service + this.request.getPath());
		}
		catch (URISyntaxException ex) {
			return URI.create("http://" + this.service + "/");
		}
	}

	static HttpHeaders headers(HttpMessage message) {
		HttpHeaders headers = new HttpHeaders();
		for (Header header : message.getHeaders()) {
			headers.add(header.getName(), header.getValue());
		}
		return headers;
	}

}
