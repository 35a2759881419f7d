package dev.marea.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Null;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The gateway's own settings. Its routes are
 * {@code spring.cloud.gateway.server.webmvc.routes}, and how it calls the services is
 * {@code marea.balance}.
 *
 * @param routes must be empty; up to version 0.1.0, the routes were configured here
 * @param demoIssuer whether this gateway is an OpenID provider that lets visitors choose
 * any name, and gives a token to any caller of {@code POST /auth/token}. For demos: the
 * profile {@code production} refuses it. It needs {@code marea.identity.signing-key} as
 * well
 * @param demoIssuerUri address of that provider, as its metadata and id tokens name it:
 * {@code http} or {@code https} and a host, without a path
 * @param replayable request bodies up to this size are buffered, so that they can be sent
 * again to another instance; larger ones are streamed and sent once
 * @param docsAge longest time for which the merged OpenAPI document is kept
 * @param swaggerUi whether {@code /swagger-ui/index.html} shows that document in a
 * browser. For development and demos
 */
@ConfigurationProperties("marea.gateway")
@Validated
public record GatewayProperties(
		@Null(message = "routes are configured in spring.cloud.gateway.server.webmvc.routes; "
				+ "docs/upgrading.md shows how to change them") @Nullable List<Map<String, String>> routes,
		@DefaultValue("false") boolean demoIssuer, @DefaultValue("http://localhost:8080") @NotNull URI demoIssuerUri,
		@DefaultValue("64KB") @NotNull DataSize replayable, @DefaultValue("10s") @NotNull Duration docsAge,
		@DefaultValue("false") boolean swaggerUi) {

	@AssertTrue(message = "marea.gateway.demo-issuer-uri must be http or https and a host, without a path")
	public boolean isDemoIssuerUriAnOrigin() {
		return this.demoIssuerUri.getHost() != null
				&& this.demoIssuerUri.toString().matches("https?://[A-Za-z0-9.:\\[\\]-]+");
	}

}
