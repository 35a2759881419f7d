package dev.marea.gateway.token;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Request for a token.
 *
 * @param subject subject of the token: words of letters, digits and {@code . _ @ -}, with
 * single spaces between them; 1 to 100 characters
 * @param scope requested scopes, separated by spaces
 */
record TokenRequest(
		@NotNull @Size(max = MAX_NAME) @Pattern(regexp = "(?=.{1,100}$)" + NAME,
				message = "must be words of letters, digits or . _ @ - with single spaces between them") String subject,
		@Size(max = 200) @Nullable String scope) {

	/** Characters. */
	private static final int MAX_NAME = 100;

	private static final String NAME = "[\\p{L}\\p{N}._@-]+( [\\p{L}\\p{N}._@-]+)*";

	/** Whether a visitor may have this name. */
	static boolean isName(String text) {
		return text.length() <= MAX_NAME && text.matches(NAME);
	}

	Set<String> scopes() {
		Set<String> scopes = new TreeSet<>();
		if (this.scope != null) {
			Arrays.stream(this.scope.split(" ")).filter((name) -> !name.isEmpty()).forEach(scopes::add);
		}
		return scopes;
	}

}
