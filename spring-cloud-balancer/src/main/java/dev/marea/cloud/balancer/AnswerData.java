package dev.marea.cloud.balancer;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Status and headers of an answer, for lifecycles.
 */
final class AnswerData extends ResponseData {

	private static final MultiValueMap<String, ResponseCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

	private final ClassicHttpResponse answer;

	private final AttemptContext context;

	private @Nullable HttpHeaders headers;

	AnswerData(ClassicHttpResponse answer, AttemptContext context) {
		super(HttpStatusCode.valueOf(answer.getCode()), HttpHeaders.EMPTY, NO_COOKIES, null);
		this.answer = answer;
		this.context = context;
	}

	/** Copied only when asked for, as most lifecycles do not need them. */
	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders copied = this.headers;
		if (copied == null) {
			copied = AttemptContext.headers(this.answer);
			this.headers = copied;
		}
		return copied;
	}

	/** Built only when asked for, as most lifecycles do not need it. */
	@Override
	public RequestData getRequestData() {
		return this.context.getClientRequest();
	}

}
