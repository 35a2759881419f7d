package dev.marea.gateway.route;

import org.springframework.cloud.gateway.server.mvc.filter.FilterSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

	@Bean
	FilterSupplier mapPathFilter() {
		return new MapPathFilter.MapPathSupplier();
	}

}
