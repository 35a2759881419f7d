package dev.marea.lab.compose;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A container as Docker describes it.
 *
 * @param id its whole id
 * @param service the compose service that it belongs to
 * @param number its number among the service's containers; compose reuses numbers
 * @param hostname its host name, which it uses as its own name by default
 * @param stopSignal the number of its stop signal
 * @param checkedEvery interval of its health check; absent without a check
 * @param created whether it was never started
 * @param running whether it runs
 * @param healthy whether its health check passes
 */
record Details(String id, String service, String number, String hostname, String stopSignal,
		@Nullable Duration checkedEvery, boolean created, boolean running, boolean healthy) {

	/** As {@code docker ps} shows it. */
	String shortId() {
		return this.id.substring(0, Math.min(12, this.id.length()));
	}

}
