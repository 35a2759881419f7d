package dev.marea.lab.scenario;

import java.util.List;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must be like.
 *
 * @param statuses the statuses that are fine; empty for any 2xx and 3xx
 * @param json a path that must select something
 */
record Expectation(List<Integer> statuses, @Nullable JsonPath json) {

	/** The complaint about an answer's status; absent when it is as expected. */
	@Nullable String ofStatus(int status) {
		boolean fine = this.statuses.isEmpty() ? status >= 200 && status < 400 : this.statuses.contains(status);
		return fine ? null : "status " + status;
	}

	/** The complaint about an answer's body; absent when it is as expected. */
	@Nullable String ofBody(@Nullable Object document) {
		if (this.json == null || (document != null && Json.selects(this.json, document))) {
			return null;
		}
		return "answer without " + this.json.getPath();
	}

}
