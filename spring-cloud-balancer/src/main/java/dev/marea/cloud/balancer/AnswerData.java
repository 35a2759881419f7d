package dev.marea.cloud.balancer;

import org.apache.hc.core5.http.ClassicHttpResponse;

import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Status and headers of an answer, for lifecycles.
 */
final class AnswerData extends ResponseData {

	private final AttemptContext context;

	private AnswerData(ClassicHttpResponse answer, AttemptContext context) {
		super(HttpStatusCode.valueOf(answer.getCode()), AttemptContext.headers(answer), new LinkedMultiValueMap<>(),
				null);
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
