package dev.marea.catalog;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.marea.service.test.GeneratedOpenApi;
import dev.marea.service.test.PostgresConfiguration;
import dev.marea.service.test.TestIdentity;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * The whole service on its own port, with a real database. Tests without further
 * configuration share one context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "marea.drain-delay=0s", "marea.work.enabled=true" })
@Import({ PostgresConfiguration.class, TestIdentity.class, GeneratedOpenApi.class, Api.class })
public @interface CatalogTest {

}
