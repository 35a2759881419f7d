package dev.marea.cloud.balancer;

import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.DeferringLoadBalancerInterceptor;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Makes load-balanced {@code RestClient}s use the balancing HTTP client. Spring Cloud
 * marks them with an interceptor that chooses an instance once for each call. The HTTP
 * client chooses for each attempt, so the interceptor is removed.
 */
final class LoadBalancedRestClients {

	private LoadBalancedRestClients() {
	}

	private static void onBalancedHttp(RestClient.Builder builder, ObjectProvider<BalancedClients> clients) {
		AtomicBoolean balanced = new AtomicBoolean();
		builder.requestInterceptors(
				(interceptors) -> balanced.set(interceptors.removeIf(LoadBalancedRestClients::chooses)));
		if (balanced.get()) {
			builder.requestFactory(clients.getObject().requestFactory());
		}
	}

	private static boolean chooses(ClientHttpRequestInterceptor interceptor) {
		return interceptor instanceof DeferringLoadBalancerInterceptor
				|| interceptor instanceof BlockingLoadBalancerInterceptor;
	}

	/**
	 * For beans of type {@code RestClient.Builder} with {@code @LoadBalanced}. Spring
	 * Cloud adds its interceptor before a bean's initialisation.
	 */
	static final class BuilderPostProcessor implements BeanPostProcessor {

		private final ObjectProvider<BalancedClients> clients;

		BuilderPostProcessor(ObjectProvider<BalancedClients> clients) {
			this.clients = clients;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof RestClient.Builder builder) {
				onBalancedHttp(builder, this.clients);
			}
			return bean;
		}

	}

	/**
	 * For the clients of {@code @ImportHttpServices}: groups without a base URL or with
	 * one that begins with {@code lb://}.
	 */
	static final class GroupConfigurer implements RestClientHttpServiceGroupConfigurer {

		/** After Spring Cloud's configurer, which has 10. */
		private static final int ORDER = 20;

		private final ObjectProvider<BalancedClients> clients;

		GroupConfigurer(ObjectProvider<BalancedClients> clients) {
			this.clients = clients;
		}

		@Override
		public void configureGroups(Groups<RestClient.Builder> groups) {
			groups.forEachGroup((group, builder, factory) -> onBalancedHttp(builder, this.clients));
		}

		@Override
		public int getOrder() {
			return ORDER;
		}

	}

}
