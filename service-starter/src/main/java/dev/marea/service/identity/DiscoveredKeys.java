package dev.marea.service.identity;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the keys of an issuer. Their address comes from its metadata (OpenID Connect
 * Discovery 1.0, or RFC 8414), read with the first keys and again after a failure.
 */
class DiscoveredKeys implements JWKSetSource<SecurityContext> {

	private final String issuer;

	private final URI uri;

	private final ResourceRetriever http;

	private volatile @Nullable JWKSetSource<SecurityContext> keys;

	private volatile boolean reached;

	/**
	 * Creates a source; makes no request.
	 * @throws IllegalArgumentException if the issuer is not a URI
	 */
	DiscoveredKeys(String issuer, ResourceRetriever http) {
		this.issuer = issuer;
		this.uri = URI.create(issuer);
		this.http = http;
	}

	/** Whether the last request returned keys. */
	boolean reached() {
		return this.reached;
	}

	@Override
	public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
			throws KeySourceException {
		JWKSetSource<SecurityContext> source = this.keys;
		try {
			if (source == null) {
				source = new URLBasedJWKSetSource<>(discover(), this.http);
			}
			JWKSet found = source.getJWKSet(refresh, now, context);
			this.keys = source;
			this.reached = true;
			return found;
		}
		catch (JWKSetUnavailableException ex) {
			this.keys = null;
			this.reached = false;
			throw ex;
		}
	}

	private URL discover() throws JWKSetUnavailableException {
		String path = (this.uri.getPath() != null) ? this.uri.getPath().replaceFirst("/$", "") : "";
		List<URI> addresses = List.of(this.uri.resolve(path + "/.well-known/openid-configuration"),
				this.uri.resolve("/.well-known/oauth-authorization-server" + path));
		for (URI address : addresses) {
			try {
				return keysOf(this.http.retrieveResource(address.toURL()).getContent());
			}
			catch (FileNotFoundException ex) {
				// This issuer may have the other kind of metadata.
			}
			catch (IOException | ParseException | IllegalArgumentException ex) {
				throw new JWKSetRetrievalException("Cannot read " + address + ": " + ex.getMessage(), ex);
			}
		}
		throw new JWKSetUnavailableException("The issuer has no metadata at " + addresses);
	}

	private URL keysOf(String metadata) throws ParseException, IOException {
		Map<String, Object> json = JSONObjectUtils.parse(metadata);
		if (!this.issuer.equals(JSONObjectUtils.getString(json, "issuer"))) {
			throw new ParseException("the metadata is of another issuer", 0);
		}
		String keys = JSONObjectUtils.getString(json, "jwks_uri");
		if (keys == null) {
			throw new ParseException("the metadata names no jwks_uri", 0);
		}
		return URI.create(keys).toURL();
	}

	@Override
	public void close() {
		// No connection stays open between two requests.
	}

}
