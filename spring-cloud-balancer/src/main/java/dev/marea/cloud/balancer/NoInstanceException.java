package dev.marea.cloud.balancer;

import java.io.IOException;

import org.springframework.core.NestedExceptionUtils;

/**
 * No instance of a service is known. Nothing was sent.
 */
public class NoInstanceException extends IOException {

	NoInstanceException(String service) {
		super("No instance of " + service + " is known");
	}

	NoInstanceException(String service, String reason) {
		super("No instance of " + service + " is known: " + reason);
	}

	NoInstanceException(String service, RuntimeException cause) {
		super("No instance of " + service + " is known: "
				+ NestedExceptionUtils.getMostSpecificCause(cause).getMessage(), cause);
	}

}
