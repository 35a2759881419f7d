package dev.marea.gateway.proxy;

import java.lang.reflect.Method;

import dev.marea.cloud.balancer.BalancedClients;
import dev.marea.gateway.GatewayProperties;
import dev.marea.gateway.Route;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Maps the configured routes beside the gateway's own controllers.
 */
@Component
class Routing implements SmartInitializingSingleton {

	private final GatewayProperties properties;

	private final RequestMappingHandlerMapping mapping;

	private final BalancedClients clients;

	Routing(GatewayProperties properties,
			@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping, BalancedClients clients) {
		this.properties = properties;
		this.mapping = mapping;
		this.clients = clients;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Method forward = ReflectionUtils.findMethod(Proxy.class, "forward", HttpServletRequest.class,
				HttpServletResponse.class);
		for (Route route : this.properties.routes()) {
			// Who knows no instance yet is not ready.
			this.clients.follow(route.service());
			Proxy proxy = new Proxy(route, this.clients.http(), this.properties.replayable().toBytes());
			this.mapping.registerMapping(RequestMappingInfo.paths(route.path(), route.path() + "/**")
				.options(this.mapping.getBuilderConfiguration())
				.build(), proxy, forward);
		}
	}

}
