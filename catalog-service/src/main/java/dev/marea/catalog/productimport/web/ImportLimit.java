package dev.marea.catalog.productimport.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.marea.catalog.CatalogProperties;
import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Bounds the number of concurrent imports before their files are read. Each import keeps
 * a file of up to 5 MB in memory.
 */
@Component
class ImportLimit implements HandlerInterceptor, WebMvcConfigurer {

	private final Semaphore permits;

	ImportLimit(CatalogProperties properties) {
		this.permits = new Semaphore(properties.imports());
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).addPathPatterns("/products");
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (isImport(handler) && !this.permits.tryAcquire()) {
			throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"Other imports are running; nothing was imported. Try again later.")
				.retryAfter(Duration.ofSeconds(1));
		}
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception failure) {
		if (isImport(handler)) {
			this.permits.release();
		}
	}

	private static boolean isImport(Object handler) {
		return handler instanceof HandlerMethod method && method.getBeanType() == ImportController.class;
	}

}
