package dev.marea.gateway.token;

import java.time.Duration;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.marea.service.audit.AuditNotes;
import dev.marea.service.audit.Audited;
import dev.marea.service.identity.TokenSigner;
import dev.marea.service.problem.ProblemException;
import jakarta.validation.Valid;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Issues a token to any caller, for scripts and load in demos. It grants only the scope
 * for visitors, never a scope for calls between services.
 */
@RestController
class TokenController {

	/** Of access tokens. */
	static final Duration LIFETIME = Duration.ofHours(1);

	/** The only scope for which a visitor may ask. */
	static final String WRITE = "catalog:write";

	private final TokenSigner signer;

	private final DemoIssuer issuer;

	TokenController(TokenSigner signer, DemoIssuer issuer) {
		this.signer = signer;
		this.issuer = issuer;
	}

	/** Runs before the body is parsed: answers 404 if the demo issuer is off. */
	@ModelAttribute
	void available() {
		this.issuer.requireEnabled();
	}

	@Audited("token.issue")
	@PostMapping(path = "/auth/token", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Token> token(@Valid @RequestBody TokenRequest request) {
		AuditNotes.add("subject", request.subject());
		AuditNotes.add("scopes", String.join(" ", request.scopes()));
		if (!Set.of(WRITE).containsAll(request.scopes())) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"The only scope that can be granted is catalog:write.")
				.field("scope");
		}
		String token = this.signer.sign(request.subject(), request.scopes(), LIFETIME);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Token(token, "Bearer", LIFETIME.toSeconds()));
	}

	record Token(@JsonProperty("access_token") String accessToken, @JsonProperty("token_type") String tokenType,
			@JsonProperty("expires_in") long expiresIn) {
	}

}
