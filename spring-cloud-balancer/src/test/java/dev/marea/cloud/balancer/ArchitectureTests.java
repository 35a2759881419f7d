package dev.marea.cloud.balancer;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.marea", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule nothing_of_the_shop = classes().should().resideInAPackage("dev.marea.cloud.balancer..");

	/** Any load balancer of Spring Cloud can replace this module's. */
	@ArchTest
	static final ArchRule the_http_client_knows_no_load_balancer_of_this_module = noClasses().that()
		.haveNameMatching(".*\\.(BalancedHttpClient|BalancedService|BalancedClients|Attempt|AttemptContext)")
		.should()
		.dependOnClassesThat()
		.haveNameMatching(".*\\.balancer\\.(PerRequestLoadBalancer|Balancer|InstanceState|.*Discover.*)");

	/** The jars of the Kubernetes client are optional. */
	@ArchTest
	static final ArchRule only_one_source_needs_kubernetes = noClasses().that()
		.doNotHaveSimpleName("EndpointSliceDiscovery")
		.and()
		.doNotHaveSimpleName("ReadyEndpoints")
		.and()
		.haveNameNotMatching(".*\\.SliceWatch(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.fabric8..");

}
