package dev.marea.gateway.limit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClientTests {

	@ParameterizedTest
	@CsvSource({ "198.51.100.7, 198.51.100.7", "2001:db8:1:2:0:0:0:7, 20010db800010002/64",
			"2001:db8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64", "2001:db8:1:3:0:0:0:7, 20010db800010003/64",
			"fe80:0:0:0:1:2:3:4%eth0, fe80000000000000/64", "0:0:0:0:0:ffff:c633:6407, 198.51.100.7" })
	void is_known_by_its_address_or_its_network(String address, String key) {
		assertThat(Client.at(address).key()).isEqualTo(key);
	}

	@Test
	void is_known_by_issuer_and_subject_together() {
		String client = Client.signedIn("https://issuer.example", "ana").key();
		assertThat(Client.signedIn("https://issuer.example", "ana").key()).isEqualTo(client);
		assertThat(Client.signedIn("https://issuer.exampl", "eana").key()).isNotEqualTo(client);
		assertThat(Client.signedIn("marea", "ana").key()).isNotEqualTo(client);
		assertThat(Client.signedIn("marea", "a\u0000é".repeat(1000)).key()).hasSizeLessThan(60);
	}

}
