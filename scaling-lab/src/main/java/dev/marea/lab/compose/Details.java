package dev.marea.lab.compose;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A container as Docker describes it.
 *
 * @param id its whole id
 * @param service the compose service that it belongs to
 * @param number which of the service's containers it is; compose gives numbers again
 * @param hostname what it calls itself unless it was told otherwise
 * @param stopSignal the number of the signal that asks it to go
 * @param checkedEvery how often its health is checked; absent when it has no check
 * @param created whether it was never started
 * @param running whether it runs
 * @param healthy whether its health check says so
 */
record Details(String id, String service, String number, String hostname, String stopSignal,
		@Nullable Duration checkedEvery, boolean created, boolean running, boolean healthy) {

	/** As {@code docker ps} shows it. */
	String shortId() {
		return this.id.substring(0, Math.min(12, this.id.length()));
	}

}
