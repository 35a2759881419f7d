package dev.marea.lab.scenario;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A source of calls: a running scenario or a replayed log. */
public interface Calls {

	/**
	 * Sends what must be sent before the load.
	 * @param send sends a call, passes its answer to {@link #settle} and returns what is
	 * wrong with it; absent if nothing is
	 */
	default void setUp(Function<Call, @Nullable String> send) {
	}

	/** The call of the next arrival. */
	Call next();

	/**
	 * Checks an answer.
	 * @param headers the answer's header of a name; absent if it has none
	 * @param body absent if the call does not need it
	 * @return what is wrong with the answer; absent if it is as expected
	 */
	@Nullable String settle(Call call, int status, Function<String, @Nullable String> headers, byte @Nullable [] body);

}
