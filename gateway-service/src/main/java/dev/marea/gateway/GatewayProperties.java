package dev.marea.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
 * @param demoIssuer whether {@code POST /auth/token} gives a token to any caller, for
 * demos; it needs {@code marea.identity.signing-key} as well
 * @param replayable request bodies up to this size are buffered, so that they can be sent
 * again to another instance; larger ones are streamed and sent once
 * @param docsAge longest time for which the merged OpenAPI document is kept
 */
@ConfigurationProperties("marea.gateway")
@Validated
public record GatewayProperties(
		@Null(message = "routes are configured in spring.cloud.gateway.server.webmvc.routes; "
				+ "docs/upgrading.md shows how to change them") @Nullable List<Map<String, String>> routes,
		@DefaultValue("false") boolean demoIssuer, @DefaultValue("64KB") @NotNull DataSize replayable,
		@DefaultValue("10s") @NotNull Duration docsAge) {
}
