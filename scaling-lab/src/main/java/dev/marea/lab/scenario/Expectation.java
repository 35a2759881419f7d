package dev.marea.lab.scenario;

import java.util.List;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * The expected answer.
 *
 * @param statuses the expected statuses; empty for any 2xx and 3xx
 * @param json a path that must select something
 */
record Expectation(List<Integer> statuses, @Nullable JsonPath json) {

	/** What is wrong with an answer's status; absent if it is as expected. */
	@Nullable String ofStatus(int status) {
		boolean fine = this.statuses.isEmpty() ? status >= 200 && status < 400 : this.statuses.contains(status);
		return fine ? null : "status " + status;
	}

	/** What is wrong with an answer's body; absent if it is as expected. */
	@Nullable String ofBody(@Nullable Object document) {
		if (this.json == null || (document != null && Json.selects(this.json, document))) {
			return null;
		}
		return "answer without " + this.json.getPath();
	}

}
