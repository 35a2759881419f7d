package dev.marea.cloud.balancer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to an instance of the service that its host names, and once more to
 * another where that can do no harm: nothing was sent yet, or the method is idempotent,
 * its body can be sent again and no answer came but that the instance leaves. Silence is
 * no such case, as a slow service does not get faster by more requests.
 */
final class BalancedHttpClient extends CloseableHttpClient {

	private final Function<String, Balancer> balancers;

	private final Connections connections;

	private final int retries;

	private final Runnable retried;

	BalancedHttpClient(Function<String, Balancer> balancers, Connections connections, int retries, Runnable retried) {
		this.balancers = balancers;
		this.connections = connections;
		this.retries = retries;
		this.retried = retried;
	}

	@Override
	protected CloseableHttpResponse doExecute(@Nullable HttpHost target, ClassicHttpRequest request,
			@Nullable HttpContext context) throws IOException {
		String service = (target != null) ? target.getHostName() : request.getAuthority().getHostName();
		Balancer balancer = this.balancers.apply(service);
		boolean repeatable = isRepeatable(request);
		CloseableHttpClient connections = this.connections.forRequest(repeatable);
		HttpContext own = isStream(request) ? this.connections.askingFirst() : context;
		List<Member> tried = List.of();
		Member member = balancer.pick(tried);
		if (member == null) {
			throw new NoInstanceException(service);
		}
		while (true) {
			Attempt attempt = attempt(connections, balancer, member, request, own);
			if (tried.size() >= this.retries || !attempt.mayBeRepeated(repeatable)) {
				return attempt.result();
			}
			tried = (tried.isEmpty()) ? new ArrayList<>(this.retries) : tried;
			tried.add(member);
			member = balancer.pick(tried);
			if (member == null) {
				return attempt.result();
			}
			attempt.discard();
			this.retried.run();
		}
	}

	private static boolean isRepeatable(ClassicHttpRequest request) {
		HttpEntity entity = request.getEntity();
		return Method.isIdempotent(request.getMethod()) && (entity == null || entity.isRepeatable());
	}

	private static boolean isStream(ClassicHttpRequest request) {
		return request.getEntity() != null && request.getEntity().isStreaming();
	}

	private static Attempt attempt(CloseableHttpClient connections, Balancer balancer, Member member,
			ClassicHttpRequest request, @Nullable HttpContext context) {
		member.inFlight.incrementAndGet();
		Runnable ended = once(member.inFlight::decrementAndGet);
		ClassicHttpResponse response = null;
		try {
			response = connections.executeOpen(member.host, request, context);
			balancer.answered(member);
			if (Answers.leaves(response, isStream(request))) {
				balancer.leaves(member);
			}
			Answers.fetch(response, ended);
			return new Attempt(CloseableHttpResponse.adapt(response), null);
		}
		catch (IOException ex) {
			ended.run();
			if (response != null) {
				CloseableHttpResponse.adapt(response).close(CloseMode.IMMEDIATE);
			}
			if (nothingWasSent(ex)) {
				balancer.refused(member);
			}
			return new Attempt(null, ex);
		}
		catch (RuntimeException | Error ex) {
			ended.run();
			throw ex;
		}
	}

	private static Runnable once(Runnable action) {
		AtomicBoolean done = new AtomicBoolean();
		return () -> {
			if (done.compareAndSet(false, true)) {
				action.run();
			}
		};
	}

	private static boolean nothingWasSent(IOException ex) {
		return ex instanceof ConnectException || ex instanceof ConnectTimeoutException
				|| ex instanceof UnknownHostException || ex instanceof NoRouteToHostException;
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
	 * How one attempt ended: one of the two is there.
	 */
	private record Attempt(@Nullable CloseableHttpResponse response, @Nullable IOException failure) {

		boolean mayBeRepeated(boolean repeatable) {
			if (this.response != null) {
				return repeatable && Answers.refusesBeforeItLeaves(this.response);
			}
			return nothingWasSent(this.failure) || (repeatable && !(this.failure instanceof InterruptedIOException));
		}

		CloseableHttpResponse result() throws IOException {
			if (this.response == null) {
				throw this.failure;
			}
			return this.response;
		}

		void discard() throws IOException {
			if (this.response != null) {
				this.response.close();
			}
		}

	}

}
