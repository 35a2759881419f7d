package dev.marea.gateway.signin;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import dev.marea.gateway.GatewayProperties;
import dev.marea.gateway.token.DemoIssuer;
import dev.marea.service.identity.IdentityProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/**
 * The provider at which the storefront's visitors sign in: the real issuer if one is
 * configured, else the demo issuer if that is enabled.
 */
@Component
public class SignIn {

	private final @Nullable Provider provider;

	private final Set<String> origins = new LinkedHashSet<>();

	SignIn(SignInProperties properties, IdentityProperties identity, GatewayProperties gateway, DemoIssuer demo) {
		String issuer = identity.issuerUri();
		if (issuer != null) {
			this.provider = Provider.discovered(issuer, properties.clientId(), properties.scope());
			this.origins.add(origin(issuer));
			this.origins.addAll(properties.origins());
		}
		else {
			this.provider = demo.enabled() ? Provider.demo(gateway.demoIssuerUri().toString()) : null;
		}
	}

	Optional<Provider> provider() {
		return Optional.ofNullable(this.provider);
	}

	/** Origins beside the shop's own to which its pages send requests. */
	public Set<String> origins() {
		return Set.copyOf(this.origins);
	}

	/** Scheme, host and port, as a content security policy names them. */
	private static String origin(String issuer) {
		URI uri = URI.create(issuer);
		if (uri.getHost() == null) {
			throw new InvalidConfigurationPropertyValueException("marea.identity.issuer-uri", issuer,
					"It names no valid host.");
		}
		return uri.getScheme() + "://" + uri.getHost() + ((uri.getPort() >= 0) ? ":" + uri.getPort() : "");
	}

}
