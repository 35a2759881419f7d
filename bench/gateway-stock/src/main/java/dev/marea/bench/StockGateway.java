package dev.marea.bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Cloud Gateway with its own proxy and load balancer. The one route is in
 * {@code application.yaml}.
 */
@SpringBootApplication
public class StockGateway {

	public static void main(String[] args) {
		SpringApplication.run(StockGateway.class, args);
	}

	/** As the shop's gateway treats a route that is open to everybody. */
	@Bean
	SecurityFilterChain openRoutes(HttpSecurity http) {
		return http.csrf(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
