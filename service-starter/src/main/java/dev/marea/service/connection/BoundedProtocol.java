package dev.marea.service.connection;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 over {@link BoundedEndpoint}. Public because Tomcat creates it by its class
 * name.
 */
public class BoundedProtocol extends Http11NioProtocol {

	private final BoundedEndpoint bounded;

	public BoundedProtocol() {
		this(new BoundedEndpoint());
	}

	private BoundedProtocol(BoundedEndpoint endpoint) {
		super(endpoint);
		this.bounded = endpoint;
	}

	BoundedEndpoint bounded() {
		return this.bounded;
	}

}
