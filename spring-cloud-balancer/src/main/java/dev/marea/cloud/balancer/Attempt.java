package dev.marea.cloud.balancer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * One attempt of a request at one instance. Notifies Spring Cloud's lifecycles of its
 * start and end.
 */
final class Attempt {

	/**
	 * Maximum number of choices for one retry. A load balancer that ignores
	 * {@link AttemptContext#getTriedInstances()} may choose a tried instance repeatedly,
	 * while other requests get the other instances.
	 */
	private static final int CHOICES = 10;

	private final BalancedService service;

	private final AttemptContext context;

	private final Request<Object> request;

	private final Response<ServiceInstance> chosen;

	/** The end of an answer and a failure may come from two threads. */
	private final AtomicBoolean completed = new AtomicBoolean();

	private @Nullable ClassicHttpResponse answer;

	private Attempt(BalancedService service, AttemptContext context, Request<Object> request,
			Response<ServiceInstance> chosen) {
		this.service = service;
		this.context = context;
		this.request = request;
		this.chosen = chosen;
	}

	/**
	 * Chooses an instance that was not tried; null if there is none.
	 */
	static @Nullable Attempt choose(BalancedService service, ClassicHttpRequest request, List<ServiceInstance> tried) {
		AttemptContext context = new AttemptContext(service.name(), request, tried, service.hint());
		Request<Object> asked = new DefaultRequest<>(context);
		service.forEachLifecycle((lifecycle) -> lifecycle.onStart(asked));
		Response<ServiceInstance> chosen = untried(service, asked, tried);
		if (chosen == null) {
			CompletionContext<Object, ServiceInstance, Object> discarded = new CompletionContext<>(Status.DISCARD,
					asked, new EmptyResponse());
			service.forEachLifecycle((lifecycle) -> lifecycle.onComplete(discarded));
			return null;
		}
		return new Attempt(service, context, asked, chosen);
	}

	private static @Nullable Response<ServiceInstance> untried(BalancedService service, Request<Object> request,
			List<ServiceInstance> tried) {
		Response<ServiceInstance> chosen = service.choose(request);
		for (int i = 1; chosen != null && tried.contains(chosen.getServer()); i++) {
			chosen = (i < CHOICES) ? service.choose(request) : null;
		}
		return chosen;
	}

	/** Ends the attempt without sending a request to the chosen instance. */
	void discarded() {
		complete(new CompletionContext<>(Status.DISCARD, this.request, this.chosen));
	}

	ServiceInstance instance() {
		return this.chosen.getServer();
	}

	/** The instance's address. {@link HttpHost} has IPv6 addresses without brackets. */
	HttpHost host() {
		ServiceInstance instance = instance();
		String host = instance.getHost();
		if (host.startsWith("[") && host.endsWith("]")) {
			host = host.substring(1, host.length() - 1);
		}
		return new HttpHost(instance.isSecure() ? "https" : "http", host, instance.getPort());
	}

	void started() {
		this.service.forEachLifecycle((lifecycle) -> lifecycle.onStartRequest(this.request, this.chosen));
	}

	void answered(ClassicHttpResponse answer) {
		this.answer = answer;
		this.context.setAnswer(answer);
	}

	/** Ends the attempt: the caller has read the answer or stops reading it. */
	void ended() {
		if (this.completed.compareAndSet(false, true)) {
			complete(new CompletionContext<>(Status.SUCCESS, this.request, this.chosen,
					(this.answer != null) ? new AnswerData(this.answer, this.context) : null));
		}
	}

	void failed(Throwable failure) {
		if (this.completed.compareAndSet(false, true)) {
			complete(new CompletionContext<>(Status.FAILED, failure, this.request, this.chosen));
		}
	}

	private void complete(CompletionContext<Object, ServiceInstance, Object> completion) {
		this.service.forEachLifecycle((lifecycle) -> lifecycle.onComplete(completion));
	}

}
