package dev.marea.e2e.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Contradictory values are refused before anything is installed, with one sentence.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class ConflictsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					catalog-service.podDisruptionBudget.minAvailable=1 | catalog-service.podDisruptionBudget has both maxUnavailable and minAvailable: set one of them to null.
					catalog-service.podDisruptionBudget.maxUnavailable=null, catalog-service.podDisruptionBudget.minAvailable=2 | catalog-service.podDisruptionBudget.minAvailable is 2 with 2 instances: no node could ever be drained.
					order-service.podDisruptionBudget.maxUnavailable=0 | order-service.podDisruptionBudget.maxUnavailable is 0: no node could ever be drained.
					catalog-service.autoscaling.minReplicas=7 | catalog-service.autoscaling.minReplicas is 7, more than maxReplicas, which is 6.
					catalog-service.autoscaling.cpu=null | catalog-service.autoscaling has nothing to go by: give cpu, metrics or requests.enabled.
					catalog-service.resources.requests.cpu=null | catalog-service.autoscaling.cpu is a percentage of resources.requests.cpu, which is missing.
					catalog-service.autoscaling.requests.enabled=true, catalog-service.metrics.scrape=false | catalog-service.autoscaling.requests needs metrics.scrape or metrics.podMonitor: Prometheus would not find the instances.
					metrics.podMonitor.enabled=true, global.networkPolicy.metrics=null | metrics.podMonitor needs a peer in global.networkPolicy.metrics: the policies would deny the scrapes.
					catalog-service.resources.limits.memory=1Gi | catalog-service.resources: memory must be the same in requests and in limits.
					catalog-service.service.type=NodePort | catalog-service.service.headless goes with the type ClusterIP only, not with NodePort.
					catalog-service.service.port=80 | catalog-service.service.port is 80, but a headless Service leads to the instances' own port, 8081.
					gateway-service.service.nodePort=30080 | gateway-service.service.nodePort needs the type NodePort or LoadBalancer.
					gateway-service.ingress.eks.createClass=true | gateway-service.ingress.eks.createClass needs ingress.enabled and a name for the class in ingress.className.
					gateway-service.httpRoute.enabled=true | gateway-service.httpRoute.parentRefs is empty: name the Gateway that the route is attached to, or set httpRoute.gateway.create.
					gateway-service.httpRoute.gateway.create=true | gateway-service.httpRoute.gateway.create needs httpRoute.enabled and a GatewayClass in httpRoute.gateway.className.
					gateway-service.httpRoute.enabled=true, gateway-service.httpRoute.gateway.create=true, gateway-service.httpRoute.gateway.className=cilium, gateway-service.httpRoute.parentRefs[0].name=other | gateway-service.httpRoute has both parentRefs and gateway.create: set one of them.
					gateway-service.loadBalancer.idleTimeoutSeconds=60 | gateway-service.drain.delaySeconds is 3, but a load balancer still sends requests after that: set it to its deregistration delay and 10 s.
					gateway-service.loadBalancer.idleTimeoutSeconds=60, gateway-service.env.SERVER_TOMCAT_KEEPALIVETIMEOUT=75s | gateway-service.env.SERVER_TOMCAT_KEEPALIVETIMEOUT and loadBalancer.idleTimeoutSeconds set the same: keep the latter.
					global.networkPolicy.cilium=true, global.networkPolicy.apiServer.to[0].ipBlock.cidr=10.0.0.1/32 | global.networkPolicy.cilium allows the API server by its identity: set global.networkPolicy.apiServer.to to [].
					catalog-service.autoscaling.maxReplicas=20 | may need 340 connections of the database, which has 200: raise postgresql.maxConnections, or lower databaseConnections or maxReplicas.
					postgresql.enabled=false, global.database.host=db.example.org, global.database.existingSecret=mine, global.database.maxConnections=100 | may need 170 connections of the database, which has 100: raise global.database.maxConnections, or lower databaseConnections or maxReplicas.
					global.identity.demoIssuer=false | global.identity has neither demoIssuer nor issuerUri: nobody could get a token.
					global.database.host=db.example.org | global.database.host names an external database, so nothing would use the chart's own: set postgresql.enabled to false.
					postgresql.enabled=false | postgresql.enabled is false and global.database.host is empty: the services would have no database.
					postgresql.enabled=false, global.database.host=db.example.org | An external database needs its passwords: name the Secret that has them in global.database.existingSecret.
					global.database.usernames=true | global.database.usernames needs a Secret that has them: name it in global.database.existingSecret.
					""")
	void are_refused_with_a_sentence(String values, String sentence) {
		assertThatThrownBy(() -> Chart.render(parse(values))).hasMessageContaining(sentence);
	}

	@Test
	void a_value_that_does_not_exist_is_refused() {
		assertThatThrownBy(() -> Chart.render(Map.of("catalog-service.replica", 3)))
			.hasMessageContaining("additional properties 'replica' not allowed");
		assertThatThrownBy(() -> Chart.render(Map.of("postgres.enabled", false)))
			.hasMessageContaining("additional properties 'postgres' not allowed");
	}

	private static Map<String, String> parse(String values) {
		Map<String, String> parsed = new LinkedHashMap<>();
		Arrays.stream(values.split(", "))
			.map((value) -> value.split("="))
			.forEach((pair) -> parsed.put(pair[0], pair[1]));
		return parsed;
	}

}
