package dev.marea.cloud.balancer;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Observes each attempt of a request as {@code marea.balance.attempt}: as a span, it
 * passes the trace on to the instance. Its key values name the chosen instance and the
 * number of earlier attempts.
 */
final class AttemptObservation extends RequestReplySenderContext<HttpRequest, HttpResponse> {

	private static final String NAME = "marea.balance.attempt";

	private AttemptObservation() {
		super((request, name, value) -> {
			if (request != null) {
				request.setHeader(name, value);
			}
		});
	}

	/**
	 * Starts the observation of an attempt.
	 * @param retries number of earlier attempts of the request
	 */
	static Observation start(ObservationRegistry registry, String service, ServiceInstance instance,
			HttpRequest request, int retries) {
		if (registry.isNoop()) {
			return Observation.NOOP;
		}
		Observation observation = Observation.createNotStarted(NAME, AttemptObservation::new, registry);
		if (!(observation.getContext() instanceof AttemptObservation context)) {
			// A predicate disabled it.
			return observation;
		}
		context.setCarrier(request);
		context.setRemoteServiceName(service);
		return observation.contextualName(request.getMethod() + " " + service)
			.lowCardinalityKeyValue("http.request.method", request.getMethod())
			.highCardinalityKeyValue("server.address", instance.getHost())
			.highCardinalityKeyValue("server.port", Integer.toString(instance.getPort()))
			.highCardinalityKeyValue("marea.instance", String.valueOf(instance.getInstanceId()))
			.highCardinalityKeyValue("http.request.resend_count", Integer.toString(retries))
			.start();
	}

	static void answered(Observation observation, HttpResponse answer) {
		if (observation.getContext() instanceof AttemptObservation context) {
			context.setResponse(answer);
			context.addHighCardinalityKeyValue(
					KeyValue.of("http.response.status_code", Integer.toString(answer.getCode())));
		}
	}

}
