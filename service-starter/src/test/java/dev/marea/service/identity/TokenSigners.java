package dev.marea.service.identity;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Creates signers for tests of other packages. */
public final class TokenSigners {

	private TokenSigners() {
	}

	public static TokenSigner signer(Path key, Clock clock) {
		return new TokenSigner(new IdentityProperties("marea", List.of(), key.toString(), null, "marea",
				Duration.ofSeconds(2), Duration.ofSeconds(10)), clock);
	}

}
