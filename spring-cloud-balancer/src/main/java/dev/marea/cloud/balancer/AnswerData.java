package dev.marea.cloud.balancer;

import org.apache.hc.core5.http.ClassicHttpResponse;

import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
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

	private final AttemptContext context;

	private AnswerData(ClassicHttpResponse answer, AttemptContext context) {
		super(HttpStatusCode.valueOf(answer.getCode()), AttemptContext.headers(answer), NO_COOKIES, null);
		this.context = context;
	}

	static AnswerData of(ClassicHttpResponse answer, AttemptContext context) {
		return new AnswerData(answer, context);
	}

	/** Built only when asked for, as most lifecycles do not need it. */
	@Override
	public RequestData getRequestData() {
		return this.context.getClientRequest();
	}

}
