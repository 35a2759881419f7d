package dev.marea.gateway;

import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the gateway publishes. How it calls the services is {@code marea.balance}.
 *
 * @param routes what is published; nothing else is
 * @param demoIssuer whether {@code POST /auth/token} gives a token to whoever asks, for
 * trying things; it needs {@code marea.identity.signing-key} as well
 * @param replayable bodies up to this size are taken into memory, so that they can be
 * sent once more to another instance
 * @param docsAge how old the merged OpenAPI document may be
 */
@ConfigurationProperties("marea.gateway")
@Validated
public record GatewayProperties(@NotEmpty List<@Valid Route> routes, @DefaultValue("false") boolean demoIssuer,
		@DefaultValue("64KB") @NotNull DataSize replayable, @DefaultValue("10s") @NotNull Duration docsAge) {
}
