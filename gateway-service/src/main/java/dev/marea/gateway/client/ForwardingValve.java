package dev.marea.gateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.marea.gateway.client.ProxyProperties.ForwardedHeader;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * Sets a request's address, scheme and host to those that trusted proxies report. Removes
 * all forwarding headers, so that no later component reads a forged one. Tomcat's
 * {@code RemoteIpValve} does not read {@code Forwarded}, treats {@code unknown} and ports
 * as parts of an address, and keeps other forwarding headers.
 */
class ForwardingValve extends ValveBase {

	static final String HOST = "X-Forwarded-Host";

	private static final String PREFIX = "x-forwarded-";

	private static final String STANDARD = "forwarded";

	private final TrustedProxies proxies;

	private final ForwardedHeader header;

	ForwardingValve(ProxyProperties properties) {
		super(true);
		this.proxies = new TrustedProxies(properties.trustedProxies());
		this.header = properties.forwardedHeader();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
		List<String> names = names(headers);
		if (!names.isEmpty()) {
			InetAddress peer = Addresses.parse(withoutZone(request.getRemoteAddr()));
			Forwarding forwarding = (peer != null && this.proxies.trusts(peer))
					? Forwarding.of(peer, this.proxies, this.header, (name) -> Collections.list(headers.values(name)))
					: null;
			names.forEach(headers::removeHeader);
			if (forwarding != null) {
				apply(forwarding, request, headers);
			}
		}
		getNext().invoke(request, response);
	}

	private static void apply(Forwarding forwarding, Request request, MimeHeaders headers) {
		request.setRemoteAddr(forwarding.address().getHostAddress());
		request.setRemoteHost(forwarding.address().getHostAddress());
		if (forwarding.scheme() != null) {
			boolean secure = "https".equals(forwarding.scheme());
			request.setSecure(secure);
			request.getCoyoteRequest().scheme().setString(forwarding.scheme());
			if (request.getServerPort() == (secure ? 80 : 443)) {
				// The port is the other scheme's default, so the client named no port.
				request.setServerPort(secure ? 443 : 80);
			}
		}
		if (forwarding.host() != null) {
			headers.addValue(HOST).setString(forwarding.host());
		}
	}

	private static List<String> names(MimeHeaders headers) {
		List<String> names = List.of();
		for (int i = 0; i < headers.size(); i++) {
			MessageBytes name = headers.getName(i);
			if (name.startsWithIgnoreCase(PREFIX, 0) || name.equalsIgnoreCase(STANDARD)) {
				names = names.isEmpty() ? new ArrayList<>() : names;
				names.add(name.toString());
			}
		}
		return names;
	}

	private static String withoutZone(String address) {
		int zone = address.indexOf('%');
		return (zone < 0) ? address : address.substring(0, zone);
	}

}
