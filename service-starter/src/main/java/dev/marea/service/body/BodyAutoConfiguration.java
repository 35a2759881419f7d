package dev.marea.service.body;

import dev.marea.service.memory.ByteBudget;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
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
 * What a service takes as a body: of bounded size, and JSON that says what it means.
 */
@AutoConfiguration(before = JacksonAutoConfiguration.class)
@EnableConfigurationProperties(BodyProperties.class)
class BodyAutoConfiguration {

	/** Before the capacity limit, which is before the security chain. */
	@Bean
	FilterRegistrationBean<BodyIntakeFilter> bodyIntakeFilter(BodyProperties properties, ByteBudget budget) {
		FilterRegistrationBean<BodyIntakeFilter> registration = new FilterRegistrationBean<>(
				new BodyIntakeFilter(properties, budget));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
		return registration;
	}

	/** After the security chain (-100): who may not call is told so first. */
	@Bean
	FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(BodyProperties properties, ByteBudget budget) {
		FilterRegistrationBean<BodyLimitFilter> registration = new FilterRegistrationBean<>(
				new BodyLimitFilter(properties, budget));
		registration.setOrder(-50);
		return registration;
	}

	/**
	 * Asks for the body of a caller that asks first ({@code Expect: 100-continue}) only
	 * when something reads it: what is refused is then never sent.
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
	 * No {@code 7} for {@code "7"}, no second value for a field, no {@code 2.9} for 2.
	 */
	@Bean
	JsonMapperBuilderCustomizer strictJson() {
		return (builder) -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
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
