package dev.marea.lab.scenario;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request, filled in and ready to be sent.
 */
public final class Call {

	private final RequestPlan plan;

	private final Draws draws;

	private final String method;

	private final String path;

	private final Map<String, String> headers;

	private final @Nullable String body;

	private final @Nullable String obstacle;

	Call(RequestPlan plan, Draws draws, String method, String path, Map<String, String> headers, @Nullable String body,
			@Nullable String obstacle) {
		this.plan = plan;
		this.draws = draws;
		this.method = method;
		this.path = path;
		this.headers = headers;
		this.body = body;
		this.obstacle = obstacle;
	}

	/** The request's name in the scenario. */
	public String name() {
		return this.plan.name();
	}

	public String method() {
		return this.method;
	}

	/** Path and query, to be appended to the target's URL. */
	public String path() {
		return this.path;
	}

	public Map<String, String> headers() {
		return this.headers;
	}

	public @Nullable String body() {
		return this.body;
	}

	/** Why it cannot be sent; absent if it can. */
	public @Nullable String obstacle() {
		return this.obstacle;
	}

	/**
	 * Whether the answer's body is needed for the verdict; otherwise it is read and
	 * discarded.
	 */
	public boolean readsBody() {
		return this.plan.readsBody();
	}

	RequestPlan plan() {
		return this.plan;
	}

	Draws draws() {
		return this.draws;
	}

}
