package dev.marea.gateway.client;

import java.util.List;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The proxies in front of the gateway.
 *
 * @param trustedProxies addresses ({@code 192.0.2.1}, {@code 2001:db8::1}) and ranges in
 * CIDR notation ({@code 10.0.0.0/8}) whose forwarding headers are read; if empty, no
 * forwarding header is read
 * @param forwardedHeader header in which these proxies write the address of their client.
 * Only this header is read, because a proxy that sets one of them may pass the caller's
 * value of the other on
 */
@ConfigurationProperties("marea")
@Validated
public record ProxyProperties(@DefaultValue List<String> trustedProxies,
		@DefaultValue("X_FORWARDED_FOR") @NotNull ForwardedHeader forwardedHeader) {

	/** Headers that name a client. */
	public enum ForwardedHeader {

		/**
		 * {@code X-Forwarded-For}, with {@code X-Forwarded-Proto} and
		 * {@code X-Forwarded-Host}.
		 */
		X_FORWARDED_FOR,

		/** {@code Forwarded} of RFC 7239. */
		FORWARDED

	}

}
