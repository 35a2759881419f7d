package dev.marea.gateway.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import dev.marea.gateway.client.ProxyProperties.ForwardedHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests the client by a table of headers. The proxies of 10.0.0.0/8 and
 * 2001:db8:ffff::/48 are trusted, and the request comes from 10.0.0.1. Lines of a header
 * are separated by {@code |}.
 */
class ForwardingTests {

	private static final TrustedProxies PROXIES = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));

	private static final String PEER = "10.0.0.1";

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '\0', nullValues = "-", textBlock = """
			-                                          ; 10.0.0.1
			198.51.100.7                               ; 198.51.100.7
			198.51.100.7:4711                          ; 198.51.100.7
			2001:db8::7                                ; 2001:db8:0:0:0:0:0:7
			[2001:db8::7]                              ; 2001:db8:0:0:0:0:0:7
			[2001:db8::7]:4711                         ; 2001:db8:0:0:0:0:0:7
			::ffff:198.51.100.7                        ; 198.51.100.7
			198.51.100.7, 10.9.9.9                     ; 198.51.100.7
			198.51.100.7, 10.9.9.9, 2001:db8:ffff::1   ; 198.51.100.7
			198.51.100.7, [2001:db8:ffff::1]:80        ; 198.51.100.7
			1.1.1.1, 198.51.100.7                      ; 198.51.100.7
			1.1.1.1|198.51.100.7                       ; 198.51.100.7
			1.1.1.1, 2.2.2.2|3.3.3.3, 198.51.100.7     ; 198.51.100.7
			198.51.100.7|10.9.9.9                      ; 198.51.100.7
			10.1.1.1, 198.51.100.7, 10.9.9.9           ; 198.51.100.7
			10.3.3.3, 10.2.2.2                         ; 10.3.3.3
			1.1.1.1, unknown                           ; 10.0.0.1
			1.1.1.1, unknown, 10.9.9.9                 ; 10.9.9.9
			1.1.1.1, _hidden                           ; 10.0.0.1
			1.1.1.1, 198.51.100.256                    ; 10.0.0.1
			1.1.1.1, 7                                 ; 10.0.0.1
			1.1.1.1, proxy.example                     ; 10.0.0.1
			1.1.1.1, 198.51.100.7:port                 ; 10.0.0.1
			1.1.1.1, 198.51.100.7:                     ; 10.0.0.1
			1.1.1.1, [198.51.100.7]                    ; 10.0.0.1
			1.1.1.1, [2001:db8::7                      ; 10.0.0.1
			1.1.1.1, [2001:db8::7]x                    ; 10.0.0.1
			1.1.1.1, fe80::1%eth0                      ; 10.0.0.1
			1.1.1.1, , 198.51.100.7, ,                 ; 198.51.100.7
			,|, ,|                                     ; 10.0.0.1
			"1.1.1.1, 198.51.100.7                     ; 198.51.100.7
			""")
	void takes_the_right_most_address_of_X_Forwarded_For_that_is_no_trusted_proxy(String lines, String client) {
		assertThat(address(ForwardedHeader.X_FORWARDED_FOR, "X-Forwarded-For", lines)).isEqualTo(client);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!', quoteCharacter = '\0', nullValues = "-", textBlock = """
			-                                                          ! 10.0.0.1
			for=198.51.100.7                                           ! 198.51.100.7
			For=198.51.100.7                                           ! 198.51.100.7
			for="198.51.100.7:4711"                                    ! 198.51.100.7
			for="198.51.100.7:_port"                                   ! 198.51.100.7
			for="[2001:db8::7]:4711"                                   ! 2001:db8:0:0:0:0:0:7
			for="[2001:db8::7]"                                        ! 2001:db8:0:0:0:0:0:7
			for="\\1\\98.51.100.7"                                     ! 198.51.100.7
			for=198.51.100.7;proto=https;by=10.0.0.1;host=shop.example ! 198.51.100.7
			proto=https ; for=198.51.100.7                             ! 198.51.100.7
			for=198.51.100.7;ext="a, b; for=1.1.1.1"                   ! 198.51.100.7
			for=198.51.100.7;ext="a\\", for=1.1.1.1"                   ! 198.51.100.7
			for=198.51.100.7, for=10.9.9.9                             ! 198.51.100.7
			for=1.1.1.1, for=198.51.100.7                              ! 198.51.100.7
			for=1.1.1.1|for=198.51.100.7                               ! 198.51.100.7
			for=1.1.1.1, for=2.2.2.2|for=198.51.100.7, for=10.9.9.9    ! 198.51.100.7
			for="1.1.1.1, for=198.51.100.7                             ! 198.51.100.7
			for="1.1.1.1|for=198.51.100.7                              ! 198.51.100.7
			for="1.1.1.1\\, for=198.51.100.7                           ! 198.51.100.7
			for=1.1.1.1, for=unknown                                   ! 10.0.0.1
			for=1.1.1.1, for=_hidden                                   ! 10.0.0.1
			for=1.1.1.1, for="_hidden:80", for=10.9.9.9                ! 10.9.9.9
			for=1.1.1.1, by=10.9.9.9;proto=http                        ! 10.0.0.1
			for=1.1.1.1, for=198.51.100.7;for=2.2.2.2                  ! 10.0.0.1
			for=1.1.1.1, 198.51.100.7                                  ! 10.0.0.1
			for=1.1.1.1, for="198.51.100.7"x                           ! 10.0.0.1
			for=1.1.1.1, for=2001:db8::7                               ! 2001:db8:0:0:0:0:0:7
			, for=198.51.100.7, ,                                      ! 198.51.100.7
			""")
	void takes_the_right_most_address_of_Forwarded_that_is_no_trusted_proxy(String lines, String client) {
		assertThat(address(ForwardedHeader.FORWARDED, "Forwarded", lines)).isEqualTo(client);
	}

	@Test
	void reads_only_the_header_that_the_proxies_write() {
		Map<String, List<String>> both = Map.of("X-Forwarded-For", List.of("198.51.100.7"), "Forwarded",
				List.of("for=203.0.113.9;proto=https;host=a.example"), "X-Forwarded-Proto", List.of("http"));
		Forwarding conventional = forwarding(ForwardedHeader.X_FORWARDED_FOR, both);
		assertThat(conventional.address().getHostAddress()).isEqualTo("198.51.100.7");
		assertThat(conventional.scheme()).isEqualTo("http");
		assertThat(conventional.host()).isNull();
		Forwarding standard = forwarding(ForwardedHeader.FORWARDED, both);
		assertThat(standard.address().getHostAddress()).isEqualTo("203.0.113.9");
		assertThat(standard.scheme()).isEqualTo("https");
		assertThat(standard.host()).isEqualTo("a.example");
	}

	@Test
	void takes_scheme_and_host_of_the_element_that_names_the_client() {
		Forwarding forwarding = forwarding(ForwardedHeader.FORWARDED, Map
			.of("Forwarded", List.of("for=1.1.1.1;proto=http;host=forged.example",
					"for=198.51.100.7;proto=HTTPS;host=\"shop.example:8443\", for=10.9.9.9;proto=http;host=inner")));
		assertThat(forwarding.scheme()).isEqualTo("https");
		assertThat(forwarding.host()).isEqualTo("shop.example:8443");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a/b", "a@b", "a:port", "a:123456", "[::1", "<x>", "\"a\"" })
	void takes_no_host_that_is_none(String host) {
		assertThat(forwarding(ForwardedHeader.X_FORWARDED_FOR, Map.of("X-Forwarded-Host", List.of(host))).host())
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "192.0.2.1, 192.0.2.1, true",
			"192.0.2.1, 192.0.2.2, false", "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.200, true",
			"0.0.0.0/0, 203.0.113.1, true", "0.0.0.0/0, 2001:db8::1, false", "::/0, 203.0.113.1, false",
			"::/0, 2001:db8::1, true", "2001:db8::/32, 32.1.13.184, false", "2001:db8::/33, 2001:db8:8000::1, false",
			"32.1.13.184/32, 2001:db8::1, false", "::1, 0:0:0:0:0:0:0:1, true" })
	void a_range_includes_addresses_of_its_own_family_only(String range, String address, boolean included)
			throws Exception {
		assertThat(new TrustedProxies(List.of(range)).trusts(InetAddress.ofLiteral(address))).isEqualTo(included);
	}

	@ParameterizedTest
	@ValueSource(strings = { "proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "::/129",
			"10.0.0.0/8/8", "*" })
	void refuses_a_range_that_is_none(String range) {
		List<String> ranges = List.of(range);
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedProxies(ranges))
			.withMessageContaining("marea.trusted-proxies has '" + range + "'");
	}

	private static String address(ForwardedHeader header, String name, String lines) {
		Map<String, List<String>> headers = (lines != null) ? Map.of(name, List.of(lines.split("\\|"))) : Map.of();
		return forwarding(header, headers).address().getHostAddress();
	}

	private static Forwarding forwarding(ForwardedHeader header, Map<String, List<String>> headers) {
		return Forwarding.of(InetAddress.ofLiteral(PEER), PROXIES, header,
				(name) -> headers.getOrDefault(name, List.of()));
	}

}
