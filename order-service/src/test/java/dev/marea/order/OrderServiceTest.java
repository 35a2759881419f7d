package dev.marea.order;

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
 * The whole service with its own database and a stub of the catalog. The worker runs only
 * when a test calls it. Timeouts are long enough for a busy machine.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "marea.drain-delay=0s", "marea.warm-up.rounds=0",
				"marea.orders.worker-period=1h", "marea.orders.lease=60s", "marea.orders.catalog-timeout=5s",
				"marea.balance.response-timeout=10s", "spring.datasource.hikari.connection-timeout=20000" })
@Import({ PostgresConfiguration.class, TestIdentity.class, GeneratedOpenApi.class, StubCatalog.Configuration.class })
@interface OrderServiceTest {

}
