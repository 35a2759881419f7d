package dev.marea.service;

import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Gives virtual threads at least eight carrier threads, unless the system property is
 * set. By default the JDK has one for each processor. With two, and more work than they
 * get done, the JDK's scheduler can serve new requests for seconds without resuming those
 * that have their answer: <a href="https://bugs.openjdk.org/browse/JDK-8373118">
 * JDK-8373118</a>, see docs/decisions/0015-carrier-threads.md.
 */
class CarrierThreads implements ApplicationListener<ApplicationStartingEvent> {

	static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

	static final int LEAST = 8;

	/** Before the first virtual thread is started, which reads the property. */
	@Override
	public void onApplicationEvent(ApplicationStartingEvent event) {
		int processors = Runtime.getRuntime().availableProcessors();
		if (System.getProperty(PARALLELISM) == null && processors < LEAST) {
			System.setProperty(PARALLELISM, String.valueOf(LEAST));
		}
	}

}
