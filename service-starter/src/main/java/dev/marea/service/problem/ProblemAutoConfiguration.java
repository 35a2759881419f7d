package dev.marea.service.problem;

import org.apache.catalina.core.StandardHost;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.TransientDataAccessException;

/**
 * Answers every error as a problem detail, whichever component detects it.
 */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@Import({ ProblemAdvice.class, ProblemErrorController.class, ProblemMemory.class })
class ProblemAutoConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemErrorValve() {
		return (factory) -> factory.addContextCustomizers((context) -> {
			if (context.getParent() instanceof StandardHost host) {
				host.setErrorReportValveClass(ProblemErrorValve.class.getName());
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransientDataAccessException.class)
	@Import(DatabaseProblemAdvice.class)
	static class Database {

	}

}
