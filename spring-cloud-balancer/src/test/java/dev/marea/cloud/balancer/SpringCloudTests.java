package dev.marea.cloud.balancer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.health.DiscoveryClientHealthIndicator;
import org.springframework.cloud.client.discovery.health.DiscoveryCompositeHealthContributor;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.aot.LoadBalancerChildContextInitializer;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ZonePreferenceServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * Properties, beans and annotations of Spring Cloud work as its documentation says.
 */
class SpringCloudTests {

	@TempDir
	Path directory;

	private final StubInstance one = new StubInstance("one");

	private final StubInstance two = new StubInstance("two");

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		SpringProperties.setProperty("spring.aot.enabled", null);
		if (this.context != null) {
			this.context.close();
		}
		this.one.kill();
		this.two.kill();
	}

	@Test
	void balances_by_default_with_this_modules_load_balancer() throws Exception {
		start(Application.class);
		assertThat(loadBalancer("stub-service")).isInstanceOf(PerRequestLoadBalancer.class);
		get(20);
		assertThat(counts()).containsExactly(10, 10);
		assertThat(meters().get("marea.balance.instances").tag("service", "stub-service").gauge().value()).isEqualTo(2);
	}

	@Test
	void works_with_spring_clouds_round_robin_by_annotation() throws Exception {
		start(WithRoundRobin.class);
		assertThat(loadBalancer("stub-service")).isInstanceOf(RoundRobinLoadBalancer.class);
		get(20);
		assertThat(counts()).containsExactly(10, 10);
		this.one.kill();
		for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT)) {
			for (int i = 0; i < 4; i++) {
				client().method(method).uri("/").retrieve().toBodilessEntity();
			}
		}
		assertThat(this.two.count()).isEqualTo(22);
		assertThat(meters().get("marea.balance.retries").counter().count()).isGreaterThan(1);
	}

	@Test
	void works_with_a_load_balancer_of_the_user_by_bean() throws Exception {
		start(WithOwnLoadBalancer.class);
		get(10);
		assertThat(counts()).containsExactly(0, 10);
		this.two.kill();
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(1));
	}

	@Test
	void has_no_instances_if_discovery_is_off() throws Exception {
		start(Application.class, "spring.cloud.discovery.enabled=false");
		assertThat(this.context.getBeansOfType(DiscoveredServices.class)).isEmpty();
		assertThat(this.context.getBeansOfType(DiscoveryCompositeHealthContributor.class)).isEmpty();
		BalancedClients clients = this.context.getBean(BalancedClients.class);
		assertThatIllegalStateException().isThrownBy(() -> clients.follow("stub-service"))
			.withMessage("No instance of stub-service is known: no load balancer is configured");
	}

	@Test
	void starts_without_balancing_if_the_load_balancer_is_off() throws Exception {
		start(Application.class, "spring.cloud.loadbalancer.enabled=false");
		assertThat(this.context.getBeansOfType(BalancedClients.class)).isEmpty();
		assertThat(this.context.getBeansOfType(LoadBalancerClientFactory.class)).isEmpty();
	}

	@Test
	void takes_the_instances_of_the_simple_discovery_client() throws Exception {
		start(Application.class, "spring.cloud.discovery.client.simple.instances.stub-service[0].uri=http://127.0.0.1:"
				+ this.two.port());
		get(10);
		assertThat(counts()).containsExactly(0, 10);
	}

	@Test
	void uses_spring_clouds_supplier_if_a_configuration_is_named() throws Exception {
		start(Application.class, "spring.cloud.loadbalancer.configurations=zone-preference");
		get(10);
		assertThat(counts()).containsExactly(5, 5);
		assertThat(this.context.getBean(LoadBalancerClientFactory.class)
			.getInstance("stub-service", ServiceInstanceListSupplier.class))
			.isInstanceOf(ZonePreferenceServiceInstanceListSupplier.class);
	}

	@Test
	void shows_services_and_instances_in_both_discovery_clients_and_in_health() throws Exception {
		start(Application.class);
		DiscoveryClient blocking = this.context.getBean(DiscoveryClient.class);
		assertThat(blocking.getServices()).contains("stub-service");
		assertThat(blocking.getInstances("stub-service")).extracting(ServiceInstance::getInstanceId)
			.containsExactly("one", "two");
		assertThat(blocking.getInstances("stub-service").getFirst().getUri())
			.hasToString("http://127.0.0.1:" + this.one.port());
		ReactiveDiscoveryClient reactive = this.context.getBean(ReactiveDiscoveryClient.class);
		assertThat(reactive.getInstances("stub-service").collectList().block()).hasSize(2);
		assertThat(this.context.getBeansOfType(DiscoveryCompositeHealthContributor.class)).isNotEmpty();
		Health health = this.context.getBean(DiscoveryClientHealthIndicator.class).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).hasEntrySatisfying("services",
				(services) -> assertThat(services).asInstanceOf(LIST).contains("stub-service"));
	}

	@Test
	void counts_in_the_load_balancers_meters() throws Exception {
		start(Application.class, "spring.cloud.loadbalancer.stats.micrometer.enabled=true");
		get(6);
		assertThat(
				meters().find("loadbalancer.requests.success").tag("serviceInstance.instanceId", "one").timer().count())
			.isEqualTo(3);
		assertThat(
				meters().find("loadbalancer.requests.active").tag("serviceInstance.instanceId", "one").gauge().value())
			.isZero();
		this.one.kill();
		get(2);
		assertThat(meters().find("loadbalancer.requests.failed").timer().count()).isEqualTo(1);
	}

	@Test
	void puts_load_balanced_builders_on_the_balancing_http_client() throws Exception {
		start(WithBuilder.class);
		RestClient client = this.context.getBean("stubBuilder", RestClient.Builder.class).build();
		this.one.kill();
		for (int i = 0; i < 10; i++) {
			client.post().uri("/").header("X-Own", "1").body("{}").retrieve().toBodilessEntity();
		}
		assertThat(this.two.count()).isEqualTo(10);
		assertThat(this.two.requests()).allMatch((request) -> "token".equals(request.headers().get("authorization")));
	}

	@Test
	void puts_clients_of_imported_http_services_on_the_balancing_http_client() throws Exception {
		start(WithHttpService.class);
		StubApi api = this.context.getBean(StubApi.class);
		this.two.answering((request) -> Answer.ok("\"two\""));
		this.one.kill();
		for (int i = 0; i < 10; i++) {
			assertThat(api.post()).isEqualTo("\"two\"");
		}
		assertThat(api.get()).isEqualTo("\"two\"");
	}

	@Test
	void leaves_other_clients_alone() throws Exception {
		start(Application.class);
		RestClient plain = this.context.getBean(RestClient.Builder.class).build();
		plain.get().uri("http://127.0.0.1:" + this.one.port()).retrieve().toBodilessEntity();
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> plain.get().uri("http://stub-service.invalid").retrieve().toBodilessEntity());
	}

	/**
	 * Sets the flag that images set; the test needs no generated classes.
	 */
	@Test
	void creates_the_context_of_a_service_at_run_time_also_with_spring_aot() throws Exception {
		start(Application.class);
		SpringProperties.setProperty("spring.aot.enabled", "true");
		get(10);
		assertThat(counts()).containsExactly(5, 5);
	}

	/** Spring Cloud's AOT processing replaces beans of exactly that class. */
	@Test
	void keeps_its_factory_from_being_replaced_ahead_of_time() throws Exception {
		start(Application.class);
		RegisteredBean bean = RegisteredBean.of(this.context.getBeanFactory(), "loadBalancerClientFactory");
		assertThat(this.context.getBean(LoadBalancerChildContextInitializer.class).processAheadOfTime(bean)).isNull();
		LoadBalancerClientFactory factory = this.context.getBean(LoadBalancerClientFactory.class);
		assertThat(factory.withApplicationContextInitializers(Map.of())).isSameAs(factory);
	}

	@Test
	void fails_to_follow_a_service_whose_list_cannot_be_known() throws Exception {
		start(Application.class, "marea.discovery.fixed.broken=https://a");
		BalancedClients clients = this.context.getBean(BalancedClients.class);
		assertThatIllegalStateException().isThrownBy(() -> clients.follow("broken"))
			.withMessageContaining("'https://a' is not of the form http://host:port");
	}

	@Test
	void follows_services_at_the_start_that_a_constructor_asked_for() throws Exception {
		start(WithEagerBean.class, "eager.service=stub-service");
		assertThat(this.context.getBean(LoadBalancerClientFactory.class).getContextNames())
			.containsExactly("stub-service");
	}

	@Test
	void does_not_start_if_the_list_of_a_followed_service_cannot_be_known() {
		assertThatIllegalStateException()
			.isThrownBy(
					() -> start(WithEagerBean.class, "eager.service=broken", "marea.discovery.fixed.broken=https://a"))
			.withMessageContaining("No instance of broken is known");
	}

	private void start(Class<?> application, String... properties) throws Exception {
		Files.writeString(this.directory.resolve("stub-service.json"),
				"[" + this.one.entry() + "," + this.two.entry() + "]");
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("marea.discovery.directory=" + this.directory);
		all.add("marea.balance.ejection=30s");
		this.context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run();
	}

	private RestClient client() {
		return this.context.getBean(BalancedClients.class).client("stub-service");
	}

	private void get(int times) {
		RestClient client = client();
		for (int i = 0; i < times; i++) {
			client.get().uri("/").retrieve().toBodilessEntity();
		}
	}

	private ReactiveLoadBalancer<ServiceInstance> loadBalancer(String service) {
		return this.context.getBean(LoadBalancerClientFactory.class).getInstance(service);
	}

	private MeterRegistry meters() {
		return this.context.getBean(MeterRegistry.class);
	}

	private List<Integer> counts() {
		return List.of(this.one.count(), this.two.count());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClients(defaultConfiguration = RoundRobin.class)
	static class WithRoundRobin extends Application {

	}

	static class RoundRobin {

		@Bean
		ReactorServiceInstanceLoadBalancer roundRobin(Environment environment, LoadBalancerClientFactory factory) {
			String service = LoadBalancerClientFactory.getName(environment);
			return new RoundRobinLoadBalancer(factory.getLazyProvider(service, ServiceInstanceListSupplier.class),
					service);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithOwnLoadBalancer extends Application {

		/** Always chooses the last instance and ignores attempts. */
		@Bean
		ReactorServiceInstanceLoadBalancer last(DiscoveryClient discovery) {
			return new ReactorServiceInstanceLoadBalancer() {

				@Override
				@SuppressWarnings("rawtypes")
				public Mono<Response<ServiceInstance>> choose(Request request) {
					return Flux.fromIterable(discovery.getInstances("stub-service")).last().map(DefaultResponse::new);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithBuilder extends Application {

		@Bean
		@LoadBalanced
		RestClient.Builder stubBuilder() {
			return RestClient.builder()
				.baseUrl("http://stub-service")
				.requestInterceptor((request, body, execution) -> {
					request.getHeaders().set("Authorization", "token");
					return execution.execute(request, body);
				});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithEagerBean extends Application {

		@Bean
		RestClient eager(BalancedClients clients, @Value("${eager.service}") String service) {
			return clients.client(service);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "stub-service", types = StubApi.class)
	static class WithHttpService extends Application {

	}

	interface StubApi {

		@GetExchange("/")
		String get();

		@PostExchange("/")
		String post();

	}

}
