package dev.marea.cloud.balancer;

import java.io.IOException;

/**
 * No instance of a service is known. Nothing was sent.
 */
public class NoInstanceException extends IOException {

	NoInstanceException(String service) {
		super("No instance of " + service + " is known");
	}

}
