package dev.marea.order;

import java.time.Clock;

import dev.marea.cloud.balancer.BalancedClients;
import dev.marea.order.catalog.CatalogClient;
import dev.marea.order.catalog.ReservationPages;
import dev.marea.order.catalog.ServiceToken;
import dev.marea.service.identity.AccessRules;
import dev.marea.service.identity.TokenSigner;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.web.client.RestClient;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class OrderConfiguration {

	private static final String CATALOG = "catalog-service";

	@Bean
	AccessRules accessRules() {
		return (requests) -> requests.requestMatchers("/orders", "/orders/**").authenticated();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder catalogHttp(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder()).baseUrl("http://" + CATALOG);
	}

	@Bean
	CatalogClient catalogClient(@LoadBalanced RestClient.Builder catalogHttp, TokenSigner signer, Clock clock,
			CircuitBreakerFactory<?, ?> breakers, OrderProperties properties, ObservationRegistry observations) {
		return new CatalogClient(catalogHttp.build(), new ServiceToken(signer, clock), breakers,
				properties.catalogTimeout(), observations);
	}

	/** The start fails until discovery has answered. */
	@Bean
	SmartInitializingSingleton followedCatalog(BalancedClients clients) {
		return () -> clients.follow(CATALOG);
	}

	@Bean
	ReservationPages reservationPages(BalancedClients clients, TokenSigner signer, Clock clock,
			OrderProperties properties, ObservationRegistry observations) {
		return new ReservationPages(clients.client("catalog-service"), new ServiceToken(signer, clock),
				properties.catalogTimeout(), observations);
	}

	@Bean
	DatabaseClock databaseClock(JdbcClient jdbc) {
		return new DatabaseClock(jdbc);
	}

	@Bean
	SchedulingConfigurer recovery(RecoveryWorker worker, OrderProperties properties) {
		return (tasks) -> tasks.addFixedDelayTask(worker::run, properties.workerPeriod());
	}

}
