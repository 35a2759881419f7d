package dev.marea.gateway.token;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.marea.service.audit.AuditNotes;
import dev.marea.service.audit.Audited;
import dev.marea.service.identity.TokenSigner;
import dev.marea.service.problem.ProblemException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The demo issuer's endpoints: the authorization code flow with PKCE (OAuth 2.1), OpenID
 * Connect Discovery, keys, and the page on which a visitor chooses a name.
 */
@RestController
class AuthorizationController {

	private static final String SIGN_IN = "/oauth2/sign-in";

	/** The answer repeats part of the query in a header, which takes 8 KB. */
	private static final int MAX_QUERY = 2048;

	private static final Authentication NOBODY = new AnonymousAuthenticationToken("demo-issuer", "nobody",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private final Resource page = new ClassPathResource("demo-issuer/sign-in.html");

	private final DemoIssuer issuer;

	private final VisitorCookie cookie;

	AuthorizationController(DemoIssuer issuer, TokenSigner signer, Clock clock) {
		this.issuer = issuer;
		this.cookie = new VisitorCookie(signer, clock);
	}

	/** Runs before a body is read. */
	@ModelAttribute
	void available() {
		this.issuer.requireEnabled();
	}

	@GetMapping(DemoIssuer.AUTHORIZE)
	void authorize(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		String query = query(request);
		requireSingleValues(request.getParameterMap().values().stream().mapToInt((values) -> values.length));
		Optional<Authentication> visitor = this.cookie.visitor(request);
		if (visitor.isEmpty() && !"none".equals(request.getParameter("prompt"))) {
			response.setStatus(HttpStatus.SEE_OTHER.value());
			response.setHeader(HttpHeaders.LOCATION, SIGN_IN + query);
			return;
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		this.issuer.authorize(request, response, visitor.orElse(NOBODY));
	}

	@Audited("token.issue")
	@PostMapping(path = DemoIssuer.TOKEN, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
	void token(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		FormRequest form = FormRequest.of(request);
		requireSingleValues(form.getParameterMap().values().stream().mapToInt((values) -> values.length));
		this.issuer.token(form, response);
	}

	@GetMapping(DemoIssuer.KEYS)
	void keys(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		this.issuer.keys(request, response);
	}

	@GetMapping("/.well-known/openid-configuration")
	void openIdMetadata(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		this.issuer.openIdMetadata(request, response);
	}

	@GetMapping("/.well-known/oauth-authorization-server")
	void oauthMetadata(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		this.issuer.oauthMetadata(request, response);
	}

	@GetMapping(SIGN_IN)
	ResponseEntity<Resource> page() {
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.TEXT_HTML)
			.body(this.page);
	}

	@Audited("session.begin")
	@PostMapping(path = SIGN_IN, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
	ResponseEntity<Void> signIn(HttpServletRequest request) throws IOException {
		requireOwnPage(request);
		String query = query(request);
		String name = Objects.requireNonNullElse(FormRequest.of(request).getParameter("who"), "")
			.strip()
			.replaceAll(" +", " ");
		if (!TokenRequest.isName(name)) {
			return redirect(SIGN_IN + query, null);
		}
		AuditNotes.add("subject", name);
		return redirect(query.isEmpty() ? "/" : DemoIssuer.AUTHORIZE + query, this.cookie.of(name, request));
	}

	/**
	 * Forgets the visitor and goes to the storefront, whatever address the query asks
	 * for.
	 */
	@GetMapping(DemoIssuer.SIGN_OUT)
	ResponseEntity<Void> signOut(HttpServletRequest request) {
		return redirect("/", this.cookie.expired(request));
	}

	private static ResponseEntity<Void> redirect(String path, @Nullable ResponseCookie cookie) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(HttpStatus.SEE_OTHER)
			.cacheControl(CacheControl.noStore())
			.header(HttpHeaders.LOCATION, path);
		if (cookie != null) {
			response.header(HttpHeaders.SET_COOKIE, cookie.toString());
		}
		return response.build();
	}

	/** Another site must not sign its visitors in under a name of its choice. */
	private static void requireOwnPage(HttpServletRequest request) {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null && !isOwn(origin, request)) {
			throw new ProblemException(HttpStatus.FORBIDDEN, "forbidden", "Only the shop's own page signs in.");
		}
	}

	private static boolean isOwn(String origin, HttpServletRequest request) {
		try {
			String authority = URI.create(origin).getAuthority();
			return authority != null && authority.equalsIgnoreCase(StorefrontClient.host(request));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/** RFC 6749, 3.1 and 3.2. Spring Authorization Server fails at some repeated ones. */
	private static void requireSingleValues(IntStream sizes) {
		if (sizes.anyMatch((size) -> size > 1)) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request", "A parameter is given twice.");
		}
	}

	/**
	 * The query with its question mark, or an empty text.
	 */
	private static String query(HttpServletRequest request) {
		String query = request.getQueryString();
		if (query == null || query.isEmpty()) {
			return "";
		}
		if (query.length() > MAX_QUERY) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"The query of a sign-in has at most %d characters.".formatted(MAX_QUERY));
		}
		return "?" + query;
	}

}
