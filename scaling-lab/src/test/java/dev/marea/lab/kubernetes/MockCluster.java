package dev.marea.lab.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;

/** An API server that keeps what it is given, and answers else what it was told to. */
final class MockCluster implements AutoCloseable {

	private final KubernetesMockServer server;

	MockCluster() {
		Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
		this.server = new KubernetesMockServer(new Context(), new MockWebServer(), answers,
				new KubernetesMixedDispatcher(answers), false);
		this.server.init();
	}

	KubernetesClient client() {
		return this.server
			.createClient((client) -> client.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig());
	}

	void answer(String path, int status, String body) {
		this.server.expect().get().withPath(path).andReturn(status, body).always();
	}

	/** Serves an aggregated API, or has it registered and not answering. */
	void serves(String api, boolean available) {
		answer("/apis/apiregistration.k8s.io/v1/apiservices", 200, """
				{"items":[{"spec":{"group":"%s","service":{"name":"adapter","namespace":"kube-system"}},
				 "status":{"conditions":[{"type":"Available","status":"%s","message":"no response"}]}}]}"""
			.formatted(api, available ? "True" : "False"));
	}

	@Override
	public void close() {
		this.server.destroy();
	}

}
