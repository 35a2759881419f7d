package dev.marea.service.warmup;

import java.net.InetAddress;

import dev.marea.service.web.WarmUpRequests;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@EnableConfigurationProperties(WarmUpProperties.class)
class WarmUpAutoConfiguration {

	@Bean
	WarmUp warmUp(WarmUpProperties properties, WarmUpRequests requests, ApplicationContext context,
			ServerProperties server) {
		InetAddress address = server.getAddress();
		boolean anyAddress = address == null || address.isAnyLocalAddress();
		return new WarmUp(properties, requests, context, anyAddress ? InetAddress.getLoopbackAddress() : address);
	}

}
