package dev.marea.service.drain;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class DrainAutoConfiguration {

	@Bean
	Draining draining(@Value("${marea.drain-delay}") Duration delay, ApplicationEventPublisher events) {
		return new Draining(delay, events);
	}

}
