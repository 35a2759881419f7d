package dev.marea.gateway.client;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import dev.marea.gateway.client.ProxyProperties.ForwardedHeader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Forged headers do not change the client that the proxy reports. */
class ForgedHeadersTests {

	private static final TrustedProxies PROXIES = new TrustedProxies(List.of("10.0.0.0/8"));

	private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");

	private static final String CALLER = "198.51.100.7";

	@Property
	void a_caller_behind_a_proxy_of_X_Forwarded_For_cannot_change_its_address(@ForAll("forged") List<String> forged,
			@ForAll boolean sameLine) {
		assertThat(client(ForwardedHeader.X_FORWARDED_FOR, appended(forged, CALLER, sameLine))).isEqualTo(CALLER);
		assertThat(client(ForwardedHeader.X_FORWARDED_FOR, appended(forged, CALLER + ", 10.2.2.2", sameLine)))
			.isEqualTo(CALLER);
	}

	@Property
	void a_caller_behind_a_proxy_of_Forwarded_cannot_change_its_address(@ForAll("forged") List<String> forged,
			@ForAll boolean sameLine) {
		assertThat(
				client(ForwardedHeader.FORWARDED, appended(forged, "for=\"" + CALLER + ":80\";proto=https", sameLine)))
			.isEqualTo(CALLER);
		assertThat(client(ForwardedHeader.FORWARDED,
				appended(forged, "by=10.2.2.2;for=" + CALLER + ", for=10.2.2.2", sameLine)))
			.isEqualTo(CALLER);
	}

	@Property
	void every_header_has_a_client(@ForAll("forged") List<String> forged) {
		for (ForwardedHeader header : ForwardedHeader.values()) {
			assertThat(InetAddress.ofLiteral(client(header, forged))).isNotNull();
		}
	}

	/** Appends an element like a proxy: as a new line or at the end of the last line. */
	private static List<String> appended(List<String> forged, String element, boolean sameLine) {
		List<String> lines = new ArrayList<>(forged);
		if (sameLine && !lines.isEmpty()) {
			lines.add(lines.removeLast() + ", " + element);
		}
		else {
			lines.add(element);
		}
		return lines;
	}

	private static String client(ForwardedHeader header, List<String> lines) {
		return Forwarding
			.of(PROXY, PROXIES, header,
					(name) -> (name.equals("Forwarded") || name.equals("X-Forwarded-For")) ? lines : List.of())
			.address()
			.getHostAddress();
	}

	@Provide
	Arbitrary<List<String>> forged() {
		Arbitrary<String> token = Arbitraries.of("10.0.0.1", "10.9.9.9", "203.0.113.9", "[2001:db8::1]:80", "unknown",
				"_hidden", "for=", "For=\"", "\"", "\\", "\\\"", ",", ";", "=", " ", "\t", ":", "proto=https", "by=",
				"é", "\u0000");
		Arbitrary<String> text = Arbitraries.oneOf(token.list().ofMaxSize(12).map((tokens) -> String.join("", tokens)),
				Arbitraries.strings().ofMaxLength(40));
		return text.list().ofMaxSize(4);
	}

}
