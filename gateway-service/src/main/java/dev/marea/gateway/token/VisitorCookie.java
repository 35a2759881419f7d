package dev.marea.gateway.token;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.marea.service.identity.TokenSigner;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.WebUtils;

/**
 * The name of the demo issuer's visitor, encrypted in a cookie. Scripts cannot read it.
 * Requests of other sites carry it only if they are links.
 */
final class VisitorCookie {

	static final String NAME = "marea-visitor";

	private static final Duration LIFETIME = Duration.ofHours(12);

	private final SingletonSupplier<Seal> seal;

	private final Clock clock;

	VisitorCookie(TokenSigner signer, Clock clock) {
		this.seal = SingletonSupplier.of(() -> new Seal(signer, "visitor", clock));
		this.clock = clock;
	}

	/** The visitor of the request; empty without a valid cookie. */
	Optional<Authentication> visitor(HttpServletRequest request) {
		Cookie cookie = WebUtils.getCookie(request, NAME);
		return Optional.ofNullable(cookie)
			.flatMap((found) -> this.seal.obtain().open(found.getValue()))
			.map((claims) -> UsernamePasswordAuthenticationToken.authenticated(claims.getSubject(), "", List.of()));
	}

	ResponseCookie of(String name, HttpServletRequest request) {
		JWTClaimsSet claims = new JWTClaimsSet.Builder().subject(name)
			.expirationTime(Date.from(this.clock.instant().plus(LIFETIME)))
			.build();
		return cookie(this.seal.obtain().seal(claims), request).build();
	}

	/** Ends the visit. */
	ResponseCookie expired(HttpServletRequest request) {
		return cookie("", request).maxAge(Duration.ZERO).build();
	}

	private static ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
		return ResponseCookie.from(NAME, value)
			.path("/oauth2")
			.httpOnly(true)
			.sameSite("Lax")
			.secure(request.isSecure());
	}

}
