package dev.marea.lab.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.ObservedEvent;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class KubernetesPlaceTests {

	private final MockCluster cluster = new MockCluster();

	private final KubernetesClient client = this.cluster.client();

	private final List<ObservedEvent> told = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	@Test
	void watches_the_only_deployment_that_is_scaled() {
		this.client.resource(Objects.deployment("other", 1, null)).create();
		this.client.resource(Objects.deployment("web", 2, null)).create();
		this.client.resource(Objects.hpa("web-hpa", "web")).create();
		this.client.resource(Objects.ready("web-1")).create();
		Observed observed = watch("-n", "shop");
		try (var observer = observed.observer()) {
			assertThat(observed.service()).isEqualTo("web");
			assertThat(observed.hpa()).isNotNull();
			assertThat(observed.hpa().path("metadata").path("name").asString()).isEqualTo("web-hpa");
			assertThat(observed.hpa().has("status")).isFalse();
			await().untilAsserted(() -> assertThat(observer.snapshot().instances("web")).extracting(Instance::name)
				.containsExactly("web-1"));
			assertThat(observer.snapshot().desired()).isEqualTo(2);
			observer.listen(this.told::add);
			this.client.resource(Objects.pod("web-2").build()).create();
			this.client.resource(Objects.pod("web-2").build()).delete();
			awaitKinds("created", "gone");
			this.client.resource(Objects.deployment("web", 3, null)).update();
			awaitKinds("created", "gone", "decision");
		}
	}

	@Test
	void knows_what_is_there_once_it_has_started() throws InterruptedException {
		this.client.resource(Objects.deployment("web", 2, null)).create();
		this.client.resource(Objects.ready("web-1")).create();
		// On a busy machine, what is told is taken up late.
		ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1) {

			@Override
			public void execute(Runnable command) {
				schedule(command, 2, TimeUnit.SECONDS);
			}

		};
		Workload workload = new Workload("shop", "web",
				new LabelSelectorBuilder().withMatchLabels(Map.of("app", "web")).build(), null, null);
		try (KubernetesObserver observer = new KubernetesObserver(this.cluster.client(), workload, late)) {
			observer.start();
			assertThat(observer.snapshot().instances("web")).extracting(Instance::name).containsExactly("web-1");
			assertThat(observer.snapshot().desired()).isEqualTo(2);
		}
	}

	@Test
	void reads_the_pods_own_meters_through_the_api_server() {
		this.client
			.resource(new DeploymentBuilder(Objects.deployment("web", 1, null)).editSpec()
				.editTemplate()
				.editSpec()
				.editContainer(0)
				.addNewPort()
				.withName("management")
				.withContainerPort(9081)
				.endPort()
				.endContainer()
				.endSpec()
				.endTemplate()
				.endSpec()
				.build())
			.create();
		Pod pod = Objects.ready("web-1");
		this.client.resource(pod).create();
		this.client.resource(pod).updateStatus();
		this.cluster.answer("/api/v1/namespaces/shop/pods/web-1:9081/proxy/actuator/prometheus", 200, """
				marea_requests_total{outcome="ok"} 40
				marea_requests_total{outcome="failed"} 2
				marea_requests_in_flight 3
				process_cpu_time_ns_total 1.5E9
				""");
		try (var observer = watch("-n", "shop").observer()) {
			await().untilAsserted(() -> assertThat(observer.snapshot().instances()).singleElement()
				.satisfies((instance) -> assertThat(instance.requests()).isEqualTo(42))
				.satisfies((instance) -> assertThat(instance.inFlight()).isEqualTo(3))
				.satisfies((instance) -> assertThat(instance.cpuSeconds()).isEqualTo(1.5)));
		}
	}

	@Test
	void counts_answers_where_the_pods_meters_cannot_be_read_and_says_so() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		Pod pod = Objects.ready("web-1");
		this.client.resource(pod).create();
		this.client.resource(pod).updateStatus();
		this.cluster.answer("/api/v1/namespaces/shop/pods/web-1:9081/proxy/meters", 403,
				"{\"kind\":\"Status\",\"code\":403,\"message\":\"pods/proxy is forbidden\"}");
		Observed observed = watch("-n", "shop", "--metrics-port", "9081", "--metrics-path", "meters");
		observed.observer().close();
		assertThat(observed.notes())
			.contains("The pods' meters cannot be read, so the answers that name them in Served-By are counted: "
					+ "pods/proxy is forbidden.");
	}

	@Test
	void says_what_it_may_not_watch_and_goes_on() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.cluster.answer("/api/v1/nodes", 403,
				"{\"kind\":\"Status\",\"code\":403,\"message\":\"nodes is forbidden\"}");
		this.cluster.answer("/api/v1/nodes?resourceVersion=0", 403,
				"{\"kind\":\"Status\",\"code\":403,\"message\":\"nodes is forbidden\"}");
		Observed observed = watch("-n", "shop");
		observed.observer().close();
		assertThat(observed.notes()).contains("The nodes are not watched: nodes is forbidden.");
	}

	@Test
	void goes_on_without_the_right_to_list_autoscalers_and_says_so() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.client.resource(Objects.hpa("web-hpa", "web")).create();
		this.cluster.refuses("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers");
		Observed observed = watch("-n", "shop");
		observed.observer().close();
		assertThat(observed.service()).isEqualTo("web");
		assertThat(observed.hpa()).isNull();
		assertThat(observed.notes()).contains("The autoscalers are not read, so their metric and conditions are"
				+ " missing: horizontalpodautoscalers is forbidden.");
	}

	@Test
	void watches_what_it_may_watch_later_and_says_so() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.client.resource(Objects.node("node-1", true)).create();
		this.cluster.refuses("/api/v1/nodes");
		try (var observer = watch("-n", "shop").observer()) {
			observer.listen(this.told::add);
			this.cluster.allows("/api/v1/nodes");
			await().untilAsserted(() -> assertThat(lines("node")).singleElement()
				.asString()
				.matches("message: the nodes are watched now; no change arrived for .* s \\(.*\\)"));
			this.client.resource(Objects.node("node-1", false)).update();
			awaitLines("node-1", "node: node-1 is not ready");
		}
	}

	@Test
	void says_at_the_start_what_may_be_listed_and_not_watched() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.cluster.refusesToWatch("/api/v1/nodes");
		Observed observed = watch("-n", "shop");
		observed.observer().close();
		assertThat(observed.notes()).anyMatch((note) -> note.startsWith("The nodes are not watched: "));
	}

	@Test
	void tells_what_changed_while_the_api_server_had_forgotten_the_watch() {
		String pods = "/api/v1/namespaces/shop/pods";
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.client.resource(Objects.ready("web-1")).create();
		try (var observer = watch("-n", "shop").observer()) {
			observer.listen(this.told::add);
			this.cluster.refuses(pods);
			this.cluster.forgets(pods);
			this.client.resource(Objects.pod("web-2").build()).create();
			this.client.resource(Objects.ready("web-1")).delete();
			this.cluster.allows(pods);
			awaitLines("web-", "created web-2", "gone web-1: its termination was not seen");
			assertThat(lines("gap of")).first()
				.asString()
				.matches("message: the pods were listed again after a gap of \\d+\\.\\d s \\(.* UTC to .* UTC\\);"
						+ " changes in the gap have the time of its end");
			assertThat(lines("")).as("first the gap")
				.containsSubsequence(lines("gap of").getFirst(), lines("web-").getFirst());
			this.client.resource(Objects.pod("web-3").build()).create();
			awaitLines("web-3", "created web-3");
		}
	}

	@Test
	void tells_that_the_kubelets_may_not_be_asked_and_when_they_may_again() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		Pod pod = Objects.ready("web-1");
		this.client.resource(pod).create();
		this.client.resource(pod).updateStatus();
		String kubelet = "/api/v1/nodes/node-1/proxy";
		this.cluster.refuses(kubelet);
		this.cluster.answer(kubelet + "/metrics/cadvisor", 200,
				"container_memory_working_set_bytes{container=\"app\",namespace=\"shop\",pod=\"web-1\"} 7 1767225600000\n");
		try (var observer = watch("-n", "shop").observer()) {
			observer.listen(this.told::add);
			await().untilAsserted(() -> assertThat(lines("kubelets")).singleElement()
				.asString()
				.matches("message: the kubelets' figures \\(nodes/proxy\\) may not be read since .* UTC:"
						+ " cadvisor is forbidden\\. They are tried again every 5 to 60 s\\."));
			this.cluster.allows(kubelet);
			await().untilAsserted(() -> assertThat(lines("kubelets")).hasSize(2)
				.last()
				.asString()
				.matches("message: the kubelets' figures \\(nodes/proxy\\) are read again after .*"));
			await().untilAsserted(() -> assertThat(observer.snapshot().instances()).singleElement()
				.satisfies((instance) -> assertThat(instance.memory()).isEqualTo(7)));
		}
	}

	@Test
	void tells_that_an_event_could_not_be_taken_up_and_goes_on() {
		this.client.resource(Objects.deployment("web", 1, null)).create();
		try (var observer = watch("-n", "shop").observer()) {
			AtomicBoolean failed = new AtomicBoolean();
			observer.listen((event) -> {
				if (event.kind().equals("created") && failed.compareAndSet(false, true)) {
					throw new IllegalStateException("full");
				}
				this.told.add(event);
			});
			this.client.resource(Objects.pod("web-1").build()).create();
			awaitLines("processed", "message: an object of the API server could not be processed:"
					+ " java.lang.IllegalStateException: full");
			this.client.resource(Objects.pod("web-2").build()).create();
			awaitLines("web-", "created web-2");
		}
	}

	@Test
	void asks_which_deployment_is_scaled_where_several_may_be() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> watch("-n", "shop"))
			.withMessage("namespace 'shop' has no Deployment; give -n NAMESPACE.");
		this.client.resource(Objects.deployment("web", 1, null)).create();
		this.client.resource(Objects.deployment("api", 1, null)).create();
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> watch("-n", "shop"))
			.withMessage("which Deployment is scaled? Give --deployment NAME, one of api, web.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> watch("-n", "shop", "--deployment", "wbe"))
			.withMessage("namespace 'shop' has no Deployment 'wbe'; it has api, web.");
	}

	@Test
	void fails_with_one_sentence_where_the_cluster_does_not_answer() {
		this.cluster.close();
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> watch("-n", "shop"))
			.withMessageMatching("the cluster at \\S+ does not answer as expected: .*");
	}

	private Observed watch(String... options) {
		KubernetesPlace place = CommandLine.populateCommand(new KubernetesPlace(), options);
		Observed observed = place.watch(this.cluster.client(), null);
		this.cluster.awaitWatches();
		return observed;
	}

	private void awaitLines(String part, String... lines) {
		await().untilAsserted(() -> assertThat(lines(part)).containsExactly(lines));
	}

	/**
	 * The messages that contain a text: on a busy machine, there are also messages about
	 * interrupted watches.
	 */
	private List<String> lines(String part) {
		return this.told.stream()
			.map((event) -> event.kind() + ((event.instance() != null) ? " " + event.instance() : "")
					+ ((event.text() != null) ? ": " + event.text() : ""))
			.filter((line) -> line.contains(part))
			.toList();
	}

	private void awaitKinds(String... kinds) {
		await().untilAsserted(() -> assertThat(this.told).extracting(ObservedEvent::kind)
			.filteredOn((kind) -> !"message".equals(kind))
			.containsExactly(kinds));
	}

}
