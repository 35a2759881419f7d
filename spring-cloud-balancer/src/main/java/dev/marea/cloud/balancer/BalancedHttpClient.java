package dev.marea.cloud.balancer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

/**
 * Sends each request to an instance of the service that its host names. Any load balancer
 * of Spring Cloud chooses the instance. A request is retried on another instance if
 * nothing was sent yet. It is also retried if no answer arrived, or the instance refused
 * because it drains. Then the method must be idempotent, the body repeatable, and the
 * request no conditional write. A timeout is not retried, as more requests do not make a
 * slow service faster.
 */
final class BalancedHttpClient extends CloseableHttpClient {

	private final ReactiveLoadBalancer.Factory<ServiceInstance> factory;

	private final Connections connections;

	private final BalanceProperties properties;

	private final MeterRegistry meters;

	private final ObservationRegistry observations;

	private final Map<String, BalancedService> services = new ConcurrentHashMap<>();

	BalancedHttpClient(ReactiveLoadBalancer.Factory<ServiceInstance> factory, BalanceProperties properties,
			MeterRegistry meters, ObservationRegistry observations) {
		this.factory = factory;
		this.connections = new Connections(properties);
		this.properties = properties;
		this.meters = meters;
		this.observations = observations;
	}

	/**
	 * Looks up a service and learns its instances.
	 * @throws NoInstanceException if that fails
	 */
	BalancedService service(String name) throws NoInstanceException {
		BalancedService known = this.services.get(name);
		if (known != null) {
			return known;
		}
		// Not computeIfAbsent, because creating a context runs other beans, which may
		// call this method.
		BalancedService created = BalancedService.of(name, this.factory, this.properties, this.meters);
		BalancedService other = this.services.putIfAbsent(name, created);
		return (other != null) ? other : created;
	}

	@Override
	protected CloseableHttpResponse doExecute(@Nullable HttpHost target, ClassicHttpRequest request,
			@Nullable HttpContext context) throws IOException {
		BalancedService service = service(
				(target != null) ? target.getHostName() : request.getAuthority().getHostName());
		boolean repeatable = isRepeatable(request);
		CloseableHttpClient connections = this.connections.forRequest(repeatable);
		HttpContext own = isStream(request) ? this.connections.askingFirst() : context;
		service.requested();
		List<ServiceInstance> tried = List.of();
		Attempt attempt = Attempt.choose(service, request, tried);
		if (attempt == null) {
			throw new NoInstanceException(service.name());
		}
		while (true) {
			Observation observation = AttemptObservation.start(this.observations, service.name(), attempt.instance(),
					request, tried.size());
			Outcome outcome = send(attempt, connections, request, own, observation);
			if (tried.size() >= service.retries() || !mayBeRepeated(outcome, repeatable)) {
				return outcome.result();
			}
			tried = with(tried, attempt.instance());
			attempt = Attempt.choose(service, request, tried);
			if (attempt == null) {
				return outcome.result();
			}
			if (!outcome.nothingWasSent() && !service.mayRetry()) {
				attempt.discarded();
				return outcome.result();
			}
			outcome.discard();
			service.retried();
		}
	}

	/** A copy, as the context of an earlier attempt may be read later. */
	private static List<ServiceInstance> with(List<ServiceInstance> tried, ServiceInstance instance) {
		List<ServiceInstance> longer = new ArrayList<>(tried.size() + 1);
		longer.addAll(tried);
		longer.add(instance);
		return longer;
	}

	private static boolean isRepeatable(ClassicHttpRequest request) {
		HttpEntity entity = request.getEntity();
		return Method.isIdempotent(request.getMethod()) && (entity == null || entity.isRepeatable())
				&& !isConditionalWrite(request);
	}

	/**
	 * After the write was carried out, its condition may be false. The retry would then
	 * get 412 or 404 although the write succeeded.
	 */
	private static boolean isConditionalWrite(ClassicHttpRequest request) {
		return !Method.isSafe(request.getMethod())
				&& (request.containsHeader(HttpHeaders.IF_MATCH) || request.containsHeader(HttpHeaders.IF_NONE_MATCH)
						|| request.containsHeader(HttpHeaders.IF_UNMODIFIED_SINCE));
	}

	private static boolean isStream(ClassicHttpRequest request) {
		return request.getEntity() != null && request.getEntity().isStreaming();
	}

	private boolean mayBeRepeated(Outcome outcome, boolean repeatable) {
		if (outcome.response() != null) {
			return repeatable && Answers.isRefusal(outcome.response(), this.properties.drainingHeader());
		}
		return outcome.nothingWasSent() || (repeatable && !(outcome.failure() instanceof InterruptedIOException));
	}

	private static Outcome send(Attempt attempt, CloseableHttpClient connections, ClassicHttpRequest request,
			@Nullable HttpContext context, Observation observation) {
		attempt.started();
		ClassicHttpResponse response = null;
		try {
			response = connections.executeOpen(attempt.host(), request, context);
			attempt.answered(response);
			AttemptObservation.answered(observation, response);
			Answers.fetch(response, attempt::ended, attempt::failed);
			return new Outcome(CloseableHttpResponse.adapt(response), null);
		}
		catch (IOException ex) {
			IOException failure = Answers.failure(ex);
			attempt.failed(failure);
			observation.error(failure);
			if (response != null) {
				CloseableHttpResponse.adapt(response).close(CloseMode.IMMEDIATE);
			}
			return new Outcome(null, failure);
		}
		catch (RuntimeException | Error ex) {
			attempt.failed(ex);
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	@Override
	public void close() throws IOException {
		this.connections.close();
	}

	@Override
	public void close(CloseMode mode) {
		this.connections.close();
	}

	/**
	 * The end of one attempt: an answer or a failure.
	 */
	private record Outcome(@Nullable CloseableHttpResponse response, @Nullable IOException failure) {

		CloseableHttpResponse result() throws IOException {
			if (this.response == null) {
				throw this.failure;
			}
			return this.response;
		}

		boolean nothingWasSent() {
			return Answers.nothingWasSent(this.failure);
		}

		void discard() throws IOException {
			if (this.response != null) {
				this.response.close();
			}
		}

	}

}
