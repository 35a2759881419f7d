package dev.marea.catalog;

import dev.marea.service.identity.AccessRules;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.http.HttpMethod;

@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

	/** Named, because Spring AOT has no database to ask. */
	@Bean
	JdbcPostgresDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

	@Bean
	AccessRules accessRules() {
		return (requests) -> {
			requests.requestMatchers(HttpMethod.GET, "/products/**", "/work").permitAll();
			requests.requestMatchers(HttpMethod.HEAD, "/products/**").permitAll();
			requests.requestMatchers("/products/**").hasAuthority("SCOPE_catalog:write");
			requests.requestMatchers("/reservations/**").hasAuthority("SCOPE_stock:reserve");
		};
	}

}
