package dev.marea.aws.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code marea deploy} and {@code marea destroy}, with tools that answer as an account
 * would: what is asked of them, in which order, and what people read.
 */
class DeployTests {

	private static final Path TOOLS = Path.of("src/test/resources/tools").toAbsolutePath();

	private static final List<String> CHANGES = List.of("npx", "put-", "run-task", "marea images", " apply", " upgrade",
			"uninstall", "delete");

	private static final String CALLER = "198.18.0.1/32";

	private static final String ADMIN = "eks: {admins: ['arn:aws:iam::111122223333:role/ops']}";

	@TempDir
	private Path folder;

	private Path calls;

	private Path settings;

	private final Map<String, String> environment = new TreeMap<>();

	@BeforeEach
	void makeTools() throws IOException {
		Path bin = Files.createDirectories(this.folder.resolve("bin"));
		Files.createSymbolicLink(bin.resolve("aws"), TOOLS.resolve("aws"));
		Files.createSymbolicLink(bin.resolve("npx"), TOOLS.resolve("npx"));
		for (String tool : List.of("kubectl", "helm", "docker-credential-ecr-login", "node", "marea")) {
			Files.createSymbolicLink(bin.resolve(tool), TOOLS.resolve("any"));
		}
		this.calls = Files.createFile(this.folder.resolve("calls"));
		this.settings = this.folder.resolve("shop.yaml");
		write(CALLER, ADMIN);
		this.environment.put("PATH", bin + ":/usr/bin:/bin");
		this.environment.put("HOME", this.folder.toString());
		this.environment.put("JAVA_HOME", System.getProperty("java.home"));
		this.environment.put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "yes");
		this.environment.put("MAREA_COMMAND", bin.resolve("marea").toString());
		this.environment.put("MAREA_WORK", this.folder.resolve("work").toString());
		this.environment.put("CALLS", this.calls.toString());
		this.environment.put("PUT", Files.createFile(this.folder.resolve("put")).toString());
		this.environment.put("FED", Files.createFile(this.folder.resolve("fed")).toString());
	}

	@Test
	void says_what_it_would_do_and_what_that_costs_and_changes_nothing() throws Exception {
		Outcome outcome = run("", "deploy", "ecs", "--dry-run", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(outcome.text()).contains("account and role: 111122223333", "Costs $100 to $250 a month",
				"catalog-service  2 to 6 instances of 500m CPU and 1024 MiB");
		assertThat(outcome.text()).containsSubsequence("- Prepare the account", "- Alarms, network and registry",
				"cdk deploy marea-operations marea-network marea-registry", "- Images", "marea images --push",
				"- Database", "- Key pairs", "- Databases and roles", "- The shop on ECS", "cdk deploy marea-ecs");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void plans_eks_without_touching_a_cluster() throws Exception {
		Outcome outcome = run("", "deploy", "eks", "--dry-run", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(outcome.text()).contains("control plane", "- The cluster", "- Passwords and keys", "- The shop");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void says_what_is_missing_and_how_to_get_it() throws Exception {
		this.environment.put("NO_IDENTITY", "yes");
		Files.delete(this.folder.resolve("bin/docker-credential-ecr-login"));
		Outcome outcome = run("", "deploy", "ecs", "--dry-run", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("missing  account and role: log in: aws sso login",
				"missing  ecr-login: install amazon-ecr-credential-helper", "- The shop on ECS");
		outcome = run("", "deploy", "ecs", "--yes", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("something is missing, and nothing was changed.");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void does_not_start_before_somebody_said_who_may_call() throws Exception {
		write("192.0.2.1/32", ADMIN);
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("names nobody who may call; put in your own address");
	}

	@Test
	void does_not_make_a_cluster_that_nobody_could_reach() throws Exception {
		write(CALLER);
		Outcome outcome = run("", "deploy", "eks", "--yes", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("names nobody; put in the ARN of your own role");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void asks_before_it_costs_money() throws Exception {
		Outcome outcome = run("no\n", "deploy", "ecs", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("This costs money from now on", "nothing was changed.");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void deploys_to_ecs_in_an_order_in_which_all_is_there_that_is_needed() throws Exception {
		Outcome outcome = run("yes\n", "deploy", "ecs", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(String.join("\n", calls())).containsSubsequence(
				"deploy marea-operations marea-network marea-registry",
				"marea images --push 111122223333.dkr.ecr.eu-west-1.amazonaws.com/marea --tag 1.2.3 --arch amd64",
				"images.env", "deploy marea-data", "put-secret-value --secret-id marea/identity/issuer",
				"put-secret-value --secret-id marea/identity/orders", "ecs run-task --cluster marea-tasks",
				"subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED", "deploy marea-ecs");
		// The CDK takes away a quote in front, and the last one.
		assertThat(calls()).filteredOn((call) -> call.startsWith("npx"))
			.allSatisfy((call) -> assertThat(call).contains("--app bash '").contains("--settings' '" + this.settings));
		assertThat(outcome.text()).contains("The shop: http://marea-ecs-1.eu-west-1.elb.amazonaws.com/");
		assertThat(String.join("\n", calls())).doesNotContain("kubectl apply").doesNotContain("PRIVATE KEY");
		assertThat(Files.readString(this.folder.resolve("put"))).contains("BEGIN PRIVATE KEY", "BEGIN PUBLIC KEY");
	}

	@Test
	void lets_instances_have_more_interfaces_whoever_starts_them() throws Exception {
		write(CALLER, "ecs: {capacity: ec2}");
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(calls()).contains("aws ecs put-account-setting-default --name awsvpcTrunking --value enabled");
	}

	@Test
	void pushes_no_images_again_that_have_the_tag() throws Exception {
		this.environment.put("PUSHED", "yes");
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(calls()).noneMatch((call) -> call.startsWith("marea images"));
		assertThat(Files.readString(this.folder.resolve("work/images.env")))
			.contains("MAREA_ORDER_IMAGE=111122223333.dkr.ecr.eu-west-1.amazonaws.com/marea/order-service@sha256:0");
	}

	@Test
	void makes_no_new_key_pair_where_there_is_one() throws Exception {
		this.environment.put("IDENTITY", "{\"key\":\"k\",\"pem\":\"p\"}");
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(calls()).noneMatch((call) -> call.contains("put-secret-value"));
	}

	@Test
	void stops_where_the_roles_could_not_be_made() throws Exception {
		this.environment.put("ROLES_EXIT", "1");
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("what it said is in the log group /marea/database-roles");
		assertThat(calls()).noneMatch((call) -> call.contains("deploy marea-ecs"));
	}

	/**
	 * The outputs of an earlier deployment must not hide the failure of this one.
	 */
	@ParameterizedTest
	@CsvSource({ "ecs, marea-registry", "ecs, marea-data", "ecs, marea-ecs", "eks, marea-registry", "eks, marea-data",
			"eks, marea-eks" })
	void stops_at_the_stack_that_could_not_be_deployed(String place, String stack) throws Exception {
		this.environment.put("IDENTITY", "{\"key\":\"k\",\"pem\":\"p\"}");
		List<String> deploy = List.of("deploy", place, "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(run("", deploy.toArray(String[]::new)).code()).isZero();
		Path work = this.folder.resolve("work");
		Files.copy(work.resolve("outputs.json"), work.resolve("new.json"), StandardCopyOption.REPLACE_EXISTING);
		Files.writeString(this.calls, "");
		this.environment.put("FAILING_STACK", stack);
		Outcome outcome = run("", deploy.toArray(String[]::new));
		assertThat(outcome.code()).as(outcome.text()).isEqualTo(4);
		assertThat(outcome.text()).containsPattern("this failed: cdk deploy .*" + stack).doesNotContain("The shop: ");
		assertThat(calls()).last().asString().contains(" deploy ", stack);
	}

	@ParameterizedTest
	@ValueSource(strings = { "marea-eks", "marea-ecs", "marea-data", "marea-registry" })
	void stops_at_the_stack_that_could_not_be_destroyed(String stack) throws Exception {
		this.environment.put("FAILING_STACK", stack);
		Outcome outcome = run("", "destroy", "all", "--yes", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isEqualTo(4);
		assertThat(outcome.text()).containsPattern("this failed: cdk destroy .*" + stack);
		assertThat(calls()).last().asString().contains(" destroy ", stack);
	}

	@Test
	void stops_where_the_task_of_the_roles_could_not_be_started() throws Exception {
		this.environment.put("NO_TASK", "yes");
		Outcome outcome = run("", "deploy", "ecs", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isEqualTo(4);
		assertThat(outcome.text()).contains("this failed: aws ecs run-task");
		assertThat(calls()).last().asString().startsWith("aws ecs run-task");
	}

	@Test
	void the_app_finds_a_JDK_where_the_default_is_older() throws Exception {
		Path old = Files.createDirectories(this.folder.resolve("jdk-17/bin"));
		for (String tool : List.of("java", "javac")) {
			Files.createSymbolicLink(old.resolve(tool), TOOLS.resolve("java17"));
		}
		Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"17.0.1\"\n");
		Path maven = Files.createDirectories(this.folder.resolve(".m2"));
		Files.writeString(maven.resolve("toolchains.xml"),
				"<jdkHome>" + System.getProperty("java.home") + "</jdkHome>\n");
		this.environment.put("JAVA_HOME", old.getParent().toString());
		this.environment.put("PATH", old + ":/usr/bin:/bin");
		Outcome outcome = runScript("app", "", "plan", "ecs", "--settings", "marea.yaml");
		assertThat(outcome.code()).as(outcome.text()).isZero();
		this.environment.remove("JAVA_HOME");
		outcome = runScript("app", "", "plan", "ecs", "--settings", "marea.yaml");
		assertThat(outcome.code()).as(outcome.text()).isZero();
	}

	@Test
	void brings_secrets_to_eks_without_showing_them() throws Exception {
		this.environment.put("IDENTITY", "{\"key\":\"k3y\",\"pem\":\"p3m\"}");
		Outcome outcome = run("", "deploy", "eks", "--yes", "--tag", "1.2.3", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(String.join("\n", calls())).containsSubsequence("deploy marea-eks", "eks update-kubeconfig",
				"kubectl", "apply", "upgrade --install marea", "images-values.yaml");
		assertThat(Files.readString(this.folder.resolve("fed"))).contains("NodePool", "sg-2", "catalog-username",
				"s3cr3t", "issuer.key", "k3y");
		assertThat(outcome.text() + calls()).doesNotContain("s3cr3t").doesNotContain("k3y");
	}

	@Test
	void takes_all_away_in_the_opposite_order() throws Exception {
		Outcome outcome = run("marea\n", "destroy", "all", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(String.join("\n", calls())).containsSubsequence("helm", "uninstall marea", "delete nodepool",
				"destroy --force --exclusively marea-eks", "destroy --force --exclusively marea-ecs",
				"destroy --force --exclusively marea-data",
				"destroy --force --exclusively marea-registry marea-network marea-operations");
	}

	@Test
	void takes_nothing_away_unless_its_name_is_typed() throws Exception {
		Outcome outcome = run("yes\n", "destroy", "all", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(4);
		assertThat(outcome.text()).contains("Type its name to go on", "nothing was changed.");
		assertThat(calls()).noneMatch((call) -> CHANGES.stream().anyMatch(call::contains));
	}

	@Test
	void leaves_a_database_that_is_to_be_kept() throws Exception {
		write(CALLER, "database: {keep: true}");
		Outcome outcome = run("", "destroy", "all", "--yes", "--config", this.settings.toString());
		assertThat(outcome.code()).as(outcome.text()).isZero();
		assertThat(outcome.text()).contains("database.keep is true: the database stays");
		assertThat(calls()).noneMatch((call) -> call.contains("marea-data"));
	}

	@Test
	void refuses_what_it_does_not_know_in_one_line() throws Exception {
		for (List<String> wrong : List.of(List.of("deploy"), List.of("deploy", "moon"), List.of("deploy", "all"),
				List.of("deploy", "ecs", "eks"), List.of("deploy", "ecs", "--config"),
				List.of("deploy", "ecs", "--config", "none.yaml"))) {
			Outcome outcome = run("", wrong.toArray(String[]::new));
			assertThat(outcome.code()).as(outcome.text()).isEqualTo(2);
			assertThat(outcome.text().lines()).hasSize(2);
			assertThat(outcome.text()).startsWith("marea deploy: ").endsWith("\nTry './marea deploy --help'.\n");
		}
	}

	@Test
	void refuses_settings_that_aws_would_not_take_in_one_sentence() throws Exception {
		write(CALLER, "services: {order-service: {memory: 1000}}");
		Outcome outcome = run("", "deploy", "ecs", "--dry-run", "--config", this.settings.toString());
		assertThat(outcome.code()).isEqualTo(2);
		assertThat(outcome.text()).isEqualTo(
				"marea: order-service.memory is 1000, but with 512 CPU units Fargate has only 1024, 2048, 3072, 4096 MiB.\n");
	}

	private void write(String exposedTo, String... others) throws IOException {
		Files.writeString(this.settings, "exposedTo: [" + exposedTo + "]\n" + String.join("\n", others) + "\n");
	}

	private List<String> calls() throws IOException {
		return Files.readAllLines(this.calls);
	}

	private Outcome run(String input, String... arguments) throws IOException, InterruptedException {
		return runScript("deploy", input, arguments);
	}

	private Outcome runScript(String script, String input, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("bash", Path.of(script).toAbsolutePath().toString()));
		command.addAll(List.of(arguments));
		Path text = this.folder.resolve("text");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(text.toFile());
		builder.environment().clear();
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
		process.getOutputStream().close();
		return new Outcome(process.waitFor(), Files.readString(text));
	}

	private record Outcome(int code, String text) {
	}

}
