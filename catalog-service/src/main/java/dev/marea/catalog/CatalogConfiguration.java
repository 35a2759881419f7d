package dev.marea.catalog;

import java.util.List;

import dev.marea.service.identity.AccessRules;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.http.HttpMethod;

@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(info = @Info(title = "Catalog", version = "1"))
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
class CatalogConfiguration {

	/** Spring AOT has no database from which it could learn the dialect. */
	@Bean
	JdbcPostgresDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

	@Bean
	AccessRules accessRules() {
		return (requests) -> {
			for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS)) {
				requests.requestMatchers(method, "/products/**", "/work").permitAll();
			}
			requests.requestMatchers("/products/**").hasAuthority("SCOPE_catalog:write");
			requests.requestMatchers("/reservations/**").hasAuthority("SCOPE_stock:reserve");
		};
	}

}
