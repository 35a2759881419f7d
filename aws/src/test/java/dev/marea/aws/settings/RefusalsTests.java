package dev.marea.aws.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What AWS would not take is refused in one sentence, before anything is made.
 */
class RefusalsTests {

	private static final String IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/cache/collector:1";

	@Test
	void takes_the_settings_of_the_project() {
		assertThat(Templates.settings((settings) -> {
		}).name()).isEqualTo("marea");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refuses(String what, Consumer<ObjectNode> change, String sentence) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> Templates.settings(change)).withMessage(sentence);
	}

	static Stream<Arguments> refuses() {
		return Stream.of(
				of("eleven containers in a task",
						(settings) -> settings.withObject("/services/catalog-service")
							.put("memory", 4096)
							.putPOJO("sidecars",
									IntStream.range(0, 10)
										.mapToObj((index) -> Map.of("name", "s" + index, "image", IMAGE, "memory", 64))
										.toList()),
						"catalog-service has 11 containers, but a task of ECS takes 1 to 10."),
				of("two containers of one name", (settings) -> settings.withObject("/services/catalog-service")
					.putPOJO("sidecars", Collections.nCopies(2, Map.of("name", "s", "image", IMAGE, "memory", 64))),
						"catalog-service has two containers of one name."),
				of("sidecars that leave nothing",
						(settings) -> settings.withObject("/services/catalog-service")
							.putPOJO("sidecars", List.of(Map.of("name", "s", "image", IMAGE, "memory", 900))),
						"catalog-service.memory is 1024, of which its sidecars and the proxy leave 60 MiB to the service, which needs 192."),
				of("an image that tasks cannot reach",
						(settings) -> settings.withObject("/services/catalog-service")
							.putPOJO("sidecars", List.of(Map.of("name", "s", "image", "nginx", "memory", 64))),
						"The sidecar s has the image 'nginx', but tasks reach no registry other than ECR."),
				of("CPU that Fargate has not",
						(settings) -> settings.withObject("/services/order-service").put("cpu", 300),
						"order-service.cpu is 300, but Fargate has only 256, 512, 1024, 2048, 4096, 8192, 16384."),
				of("memory that Fargate has not for its CPU",
						(settings) -> settings.withObject("/services/order-service").put("memory", 512),
						"order-service.memory is 512, but with 512 CPU units Fargate has only 1024, 2048, 3072, 4096 MiB."),
				of("memory between two steps",
						(settings) -> settings.withObject("/services/order-service")
							.put("cpu", 8192)
							.put("memory", 17408),
						"order-service.memory is 17408, but with 8192 CPU units Fargate has only 16384 to 61440 by 4096 MiB."),
				of("less at least than at most",
						(settings) -> settings.withObject("/services/order-service").put("min", 5),
						"order-service.min is 5 and its max 4; 1 <= min <= max."),
				of("more tasks than a service has",
						(settings) -> settings.withObject("/services/gateway-service").put("max", 5001),
						"gateway-service.max is 5001, but a service of ECS has at most 5000 tasks."),
				of("a name too long for a load balancer",
						(settings) -> settings.put("name", "the-shop-of-the-cloud-course-1"),
						"The load balancer would be named 'the-shop-of-the-cloud-course-1-ecs', which has 34 characters, but AWS takes 32: shorten name."),
				of("a name that AWS keeps", (settings) -> settings.put("name", "internal-shop"),
						"The load balancer would be named 'internal-shop-ecs', but AWS keeps names that begin with 'internal-' to itself."),
				of("a name with two dashes", (settings) -> settings.put("name", "my--shop"),
						"name is 'my--shop'; it begins with a small letter, and has small letters, digits and single dashes."),
				of("one zone", (settings) -> settings.putPOJO("zones", List.of("eu-west-1a")),
						"zones has 1, but load balancers, RDS and EKS need two at least."),
				of("a zone of another region",
						(settings) -> settings.putPOJO("zones", List.of("eu-west-1a", "us-east-1a")),
						"zones has 'us-east-1a', which is no zone of eu-west-1."),
				of("one zone twice", (settings) -> settings.putPOJO("zones", List.of("eu-west-1a", "eu-west-1a")),
						"zones names one twice: eu-west-1a, eu-west-1a."),
				of("no region", (settings) -> settings.put("region", "Ireland"),
						"region is 'Ireland', which is no region such as eu-west-1."),
				of("everybody without HTTPS", (settings) -> settings.putPOJO("exposedTo", List.of("0.0.0.0/0")),
						"exposedTo has everybody (0.0.0.0/0), but without a domain there is no HTTPS: give one, or name who may call."),
				of("everybody at the API of the cluster", (settings) -> {
					settings.putPOJO("exposedTo", List.of("0.0.0.0/0"));
					settings.putPOJO("domain",
							Map.of("name", "shop.example.org", "zone", "example.org", "zoneId", "Z0123456789ABC"));
				}, "exposedTo has everybody, who could reach the API of the cluster too: eks.endpoint must be private then."),
				of("no address", (settings) -> settings.putPOJO("exposedTo", List.of("home")),
						"exposedTo has 'home', which is no range of IPv4 addresses such as 198.51.100.7/32."),
				of("bits beyond the prefix", (settings) -> settings.putPOJO("exposedTo", List.of("198.51.100.7/24")),
						"exposedTo has '198.51.100.7/24', whose address has bits set beyond its prefix."),
				of("more callers than a security group has room for",
						(settings) -> settings.putPOJO("exposedTo",
								IntStream.range(0, 51).mapToObj((index) -> "198.51.100." + index + "/32").toList()),
						"exposedTo has 51 ranges, but a security group has room for 50."),
				of("days that CloudWatch has not", (settings) -> settings.put("logDays", 31),
						"logDays is 31, but CloudWatch keeps logs for one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days."),
				of("a VPC too big", (settings) -> settings.withObject("/network").put("cidr", "10.0.0.0/8"),
						"network.cidr is 10.0.0.0/8, but a VPC has a prefix of 16 at least, and pods need one of 20 at most."),
				of("more connections than the database has",
						(settings) -> settings.withObject("/services/catalog-service").put("max", 20),
						"24 instances of catalog-service and order-service need 500 connections (10 each, twice in a rollout, and 20 others), but a db.t4g.small has 225: lower their max, or take a bigger database.instance."),
				of("storage that RDS has not", (settings) -> settings.withObject("/database").put("storageGib", 10),
						"database.storageGib is 10, but RDS has 20 to 65536 GiB (gp3), and it may grow to five times that."),
				of("backups that RDS does not keep",
						(settings) -> settings.withObject("/database").put("backupDays", 36),
						"database.backupDays is 36, but RDS keeps backups for 1 to 35 days."),
				of("a secret by a name that ECR does not read",
						(settings) -> settings.withObject("/registry")
							.put("dockerHubSecret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub"),
						"registry.dockerHubSecret is 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub', but ECR takes only the ARN of a secret named ecr-pullthroughcache/…."),
				of("a version of Kubernetes that is out of support",
						(settings) -> settings.withObject("/eks").put("version", "1.29"),
						"eks.version is '1.29'; it is one of 1.34, 1.35."),
				of("a tag that AWS does not take", (settings) -> settings.put("owner", "me; you"),
						"owner is 'me; you', which AWS does not take as a tag: 1 to 256 letters, digits, spaces and _.:/=+-@."),
				of("a domain outside of its zone",
						(settings) -> settings.putPOJO("domain",
								Map.of("name", "shop.example.org", "zone", "example.com", "zoneId", "Z0123456789ABC")),
						"domain.name is shop.example.org, which is not in domain.zone, example.com."),
				of("a service that there is not",
						(settings) -> settings.withObject("/services").putObject("cart-service"),
						"services are cart-service, catalog-service, gateway-service, order-service; they must be catalog-service, gateway-service, order-service."),
				of("a setting that there is not",
						(settings) -> settings.withObject("/services/order-service").put("replicas", 3),
						"services.order-service.replicas is no setting."),
				of("a word in place of a number",
						(settings) -> settings.withObject("/services/order-service").put("min", "two"),
						"services.order-service.min is 'two'; it is a whole number."),
				of("capacity that there is not", (settings) -> settings.withObject("/ecs").put("capacity", "lambda"),
						"ecs.capacity is 'lambda'; it is one of fargate, fargate-spot, ec2, ec2-spot."));
	}

	@ParameterizedTest
	@CsvSource({ "256,512", "256,2048", "512,4096", "1024,8192", "2048,16384", "4096,30720", "8192,61440",
			"16384,122880" })
	void takes_what_fargate_has(int cpu, int memory) {
		assertThatNoException().isThrownBy(() -> Limits.fargate("catalog-service", cpu, memory));
	}

	@Test
	void takes_ten_containers() {
		assertThatNoException().isThrownBy(() -> Limits.containers("catalog-service", 10));
	}

	@Test
	void takes_any_size_on_instances_of_ec2() {
		assertThatNoException().isThrownBy(() -> Templates.settings((settings) -> {
			settings.withObject("/ecs").put("capacity", "ec2");
			settings.withObject("/services/order-service").put("cpu", 300).put("memory", 700);
		}));
	}

	@Test
	void names_the_file_that_is_not_there() {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> SettingsFile.read(List.of(Path.of("none.yaml"))))
			.withMessage("none.yaml cannot be read.");
	}

	@Test
	void puts_what_another_file_says_in_place() {
		Settings settings = SettingsFile.read(List.of(Templates.SETTINGS, Path.of("ci/ec2.yaml")));
		assertThat(settings.ecs().capacity()).isEqualTo(Ecs.Capacity.EC2_SPOT);
		assertThat(settings.ecs().maxInstances()).isEqualTo(6);
	}

	private static Arguments of(String what, Consumer<ObjectNode> change, String sentence) {
		return Arguments.of(what, change, sentence);
	}

}
