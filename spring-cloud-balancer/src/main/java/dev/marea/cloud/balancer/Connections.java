package dev.marea.cloud.balancer;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Two pools of kept-alive connections. A connection that the instance has closed fails
 * only at its next use, and repeatable requests are then retried. Other requests have a
 * pool whose connections are checked before each use; a check takes a millisecond.
 */
final class Connections {

	private final BalanceProperties properties;

	private final RequestConfig config;

	private final CloseableHttpClient unchecked;

	private final CloseableHttpClient checked;

	Connections(BalanceProperties properties) {
		this.properties = properties;
		this.config = RequestConfig.custom()
			.setConnectionRequestTimeout(Timeout.of(properties.poolTimeout()))
			.setResponseTimeout(Timeout.of(properties.responseTimeout()))
			.setProtocolUpgradeEnabled(false)
			.build();
		this.unchecked = client(TimeValue.ofMilliseconds(500));
		this.checked = client(TimeValue.ZERO_MILLISECONDS);
	}

	CloseableHttpClient forRequest(boolean repeatable) {
		return repeatable ? this.unchecked : this.checked;
	}

	/**
	 * Context for streams, which can be sent only once. It makes the client ask for
	 * permission before the body ({@code Expect: 100-continue}).
	 */
	HttpContext askingFirst() {
		HttpClientContext context = HttpClientContext.create();
		context.setRequestConfig(RequestConfig.copy(this.config).setExpectContinueEnabled(true).build());
		return context;
	}

	private CloseableHttpClient client(TimeValue checkedAfter) {
		TimeValue idle = TimeValue.of(this.properties.idleTimeout());
		return HttpClientBuilder.create()
			.setRequestExecutor(new AskingExecutor(this.properties.responseTimeout()))
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setMaxConnTotal(this.properties.connections())
				.setMaxConnPerRoute(this.properties.connectionsPerInstance())
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(Timeout.of(this.properties.connectTimeout()))
					.setSocketTimeout(Timeout.of(this.properties.responseTimeout()))
					.setValidateAfterInactivity(checkedAfter)
					.build())
				.build())
			.setDefaultRequestConfig(this.config)
			.setKeepAliveStrategy((response, context) -> idle)
			.evictExpiredConnections()
			.evictIdleConnections(idle)
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableContentCompression()
			.disableAuthCaching()
			.disableConnectionState()
			.disableDefaultUserAgent()
			.build();
	}

	void close() {
		this.unchecked.close(CloseMode.GRACEFUL);
		this.checked.close(CloseMode.GRACEFUL);
	}

}
