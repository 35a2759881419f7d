package dev.marea.catalog.product.web;

import java.time.Duration;

import dev.marea.service.capacity.CapacityProperties;
import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Delays reads of products by {@code marea.capacity.wait}, as a slower backend would. A
 * read holds its capacity permit while it waits, but no database connection. Requests of
 * the instance's own warm-up do not wait.
 */
@Component
class ReadWait implements HandlerInterceptor, WebMvcConfigurer {

	private final Duration wait;

	private final WarmUpRequests warmUp;

	ReadWait(CapacityProperties capacity, WarmUpRequests warmUp) {
		this.wait = capacity.readWait();
		this.warmUp = warmUp;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).addPathPatterns("/products", "/products/**");
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws InterruptedException {
		if (HttpMethod.GET.matches(request.getMethod()) && !this.warmUp.includes(request)) {
			Thread.sleep(this.wait);
		}
		return true;
	}

}
