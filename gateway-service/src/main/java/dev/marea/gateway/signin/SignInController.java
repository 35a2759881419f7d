package dev.marea.gateway.signin;

import dev.marea.service.problem.ProblemException;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the storefront where its visitors sign in.
 */
@RestController
class SignInController {

	private final SignIn signIn;

	SignInController(SignIn signIn) {
		this.signIn = signIn;
	}

	@GetMapping("/auth/provider")
	ResponseEntity<Provider> provider() {
		Provider provider = this.signIn.provider()
			.orElseThrow(() -> new ProblemException(HttpStatus.NOT_FOUND, "not-found",
					"This shop has no issuer at which visitors sign in."));
		return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(provider);
	}

}
