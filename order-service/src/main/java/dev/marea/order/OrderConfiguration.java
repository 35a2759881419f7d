package dev.marea.order;

import java.time.Clock;

import dev.marea.order.catalog.CatalogClient;
import dev.marea.order.catalog.ReservationPages;
import dev.marea.order.catalog.ServiceToken;
import dev.marea.service.balance.BalancedClients;
import dev.marea.service.identity.AccessRules;
import dev.marea.service.identity.TokenSigner;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class OrderConfiguration {

	@Bean
	AccessRules accessRules() {
		return (requests) -> requests.requestMatchers("/orders", "/orders/**").authenticated();
	}

	@Bean
	CatalogClient catalogClient(BalancedClients clients, TokenSigner signer, Clock clock, OrderProperties properties) {
		return new CatalogClient(clients.client("catalog-service"), new ServiceToken(signer, clock),
				properties.catalogTimeout());
	}

	@Bean
	ReservationPages reservationPages(BalancedClients clients, TokenSigner signer, Clock clock,
			OrderProperties properties) {
		return new ReservationPages(clients.client("catalog-service"), new ServiceToken(signer, clock),
				properties.catalogTimeout());
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
