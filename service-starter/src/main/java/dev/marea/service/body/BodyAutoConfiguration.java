package dev.marea.service.body;

import dev.marea.service.memory.ByteBudget;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Bounds the size of request bodies and makes JSON parsing strict.
 */
@AutoConfiguration(before = JacksonAutoConfiguration.class)
@EnableConfigurationProperties(BodyProperties.class)
class BodyAutoConfiguration {

	/**
	 * The filter runs before the capacity limit, which runs before the security chain.
	 */
	@Bean
	FilterRegistrationBean<BodyIntakeFilter> bodyIntakeFilter(BodyProperties properties, ByteBudget budget) {
		FilterRegistrationBean<BodyIntakeFilter> registration = new FilterRegistrationBean<>(
				new BodyIntakeFilter(properties, budget));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
		return registration;
	}

	/**
	 * The filter runs after the security chain (-100), so that a caller without
	 * permission gets 401 or 403 and not 413.
	 */
	@Bean
	FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(BodyProperties properties, ByteBudget budget) {
		FilterRegistrationBean<BodyLimitFilter> registration = new FilterRegistrationBean<>(
				new BodyLimitFilter(properties, budget));
		registration.setOrder(-50);
		return registration;
	}

	/**
	 * Sends {@code 100 Continue} only when the body is read, so that a client does not
	 * send a body that will be refused.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies(BodyProperties properties,
			TomcatServerProperties tomcat) {
		return (factory) -> {
			factory.addConnectorCustomizers((connector) -> ((AbstractHttp11Protocol<?>) connector.getProtocolHandler())
				.setContinueResponseTiming("onRead"));
			factory.addEngineValves(
					new UnreadBodyValve(tomcat.getMaxSwallowSize().toBytes(), properties.discardTimeout()));
		};
	}

	/**
	 * Rejects numbers for strings ({@code 7} for {@code "7"}), duplicate fields, and
	 * fractions for integers ({@code 2.9}).
	 */
	@Bean
	JsonMapperBuilderCustomizer strictJson() {
		return (builder) -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.addModule(new SimpleModule().addDeserializer(Integer.class, new WholeNumberDeserializer()))
			.withCoercionConfig(LogicalType.Textual,
					(text) -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
			.withCoercionConfig(LogicalType.Integer,
					(number) -> number.setCoercion(CoercionInputShape.String, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
	}

}
