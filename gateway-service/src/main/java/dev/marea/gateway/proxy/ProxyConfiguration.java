package dev.marea.gateway.proxy;

import java.util.List;

import dev.marea.cloud.balancer.BalancedClients;
import dev.marea.gateway.GatewayProperties;
import dev.marea.gateway.route.Routes;
import io.opentelemetry.context.propagation.ContextPropagators;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchangeHandlerFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;

/**
 * The parts of Spring Cloud Gateway that this gateway replaces; docs/gateway.md has the
 * reasons.
 */
@Configuration(proxyBeanMethods = false)
class ProxyConfiguration implements WebMvcConfigurer {

	@Bean
	ProxyExchange serviceExchange(BalancedClients clients, GatewayProperties properties, ContextPropagators traces,
			@Value("${marea.balance.draining-header:Instance-Draining}") String drainingHeader) {
		return new ServiceExchange(clients.http(), properties.replayable().toBytes(),
				new Headers(drainingHeader, traces.getTextMapPropagator()));
	}

	@Bean
	ProxyExchangeHandlerFunction serviceHandlerFunction(ProxyExchange exchange,
			ObjectProvider<RequestHttpHeadersFilter> requestFilters,
			ObjectProvider<ResponseHttpHeadersFilter> responseFilters) {
		return new ServiceHandlerFunction(exchange, requestFilters, responseFilters);
	}

	@Bean
	FilterRegistrationBean<ConnectionHeaders> connectionHeaders() {
		FilterRegistrationBean<ConnectionHeaders> filter = new FilterRegistrationBean<>(new ConnectionHeaders());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	/** The start fails until discovery has answered for each service. */
	@Bean
	SmartInitializingSingleton followedServices(Routes routes, BalancedClients clients) {
		return () -> routes.services().forEach(clients::follow);
	}

	/**
	 * Turns off Tomcat's form parsing. Otherwise a filter that reads a parameter would
	 * consume the body of a POST, which the service needs.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadForms() {
		return (factory) -> factory.addConnectorCustomizers((connector) -> connector.setParseBodyMethods(""));
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new HandlerInterceptor() {

			@Override
			public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
					@Nullable Exception ex) throws Exception {
				ServiceAnswer.closeOpen(request);
			}

		});
	}

	/**
	 * Answers exceptions of routes as problem details; by default, Spring does so only
	 * for controllers.
	 */
	@Override
	public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
		resolvers.forEach((resolver) -> {
			if (resolver instanceof ExceptionHandlerExceptionResolver advice) {
				advice.setMappedHandlerPredicate((handler) -> true);
			}
		});
	}

}
