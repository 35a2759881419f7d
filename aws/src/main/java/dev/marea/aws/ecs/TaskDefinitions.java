package dev.marea.aws.ecs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.aws.Images;
import dev.marea.aws.ShopStack;
import dev.marea.aws.data.DataStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Limits;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ecs.AppProtocol;
import software.amazon.awscdk.services.ecs.AwsLogDriverMode;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.Capability;
import software.amazon.awscdk.services.ecs.Compatibility;
import software.amazon.awscdk.services.ecs.ContainerDefinition;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.ContainerMountPoint;
import software.amazon.awscdk.services.ecs.CpuArchitecture;
import software.amazon.awscdk.services.ecs.FileSystemType;
import software.amazon.awscdk.services.ecs.HealthCheck;
import software.amazon.awscdk.services.ecs.Host;
import software.amazon.awscdk.services.ecs.LinuxParameters;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.MountPoint;
import software.amazon.awscdk.services.ecs.NetworkMode;
import software.amazon.awscdk.services.ecs.OperatingSystemFamily;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.ecs.RuntimePlatform;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.ecs.ServiceManagedEBSVolumeConfiguration;
import software.amazon.awscdk.services.ecs.ServiceManagedVolume;
import software.amazon.awscdk.services.ecs.TaskDefinition;
import software.amazon.awscdk.services.ecs.Volume;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * What a task of a service is: the same for Fargate and for instances of EC2.
 */
final class TaskDefinitions {

	static final String PORT_NAME = "http";

	/**
	 * Seconds for which a terminating task still serves requests. Behind the load
	 * balancer: until it notices, and then while it drains. Elsewhere: until the callers'
	 * proxies know; they are told before the task.
	 */
	private static final int GATEWAY_DRAIN = 10 + EcsStack.DEREGISTRATION_SECONDS;

	private static final int DRAIN = 10;

	private static final int LONGEST_REQUEST = 20;

	private static final int JVM_END = 7;

	/** For which a task may start before anybody's health check counts. */
	static final Duration START = Duration.seconds(120);

	/**
	 * Above the 60 s after which the load balancer closes an idle connection: were it the
	 * gateway that does, a request sent meanwhile would end as 502.
	 */
	private static final int GATEWAY_KEEP_ALIVE = 75;

	/** Above the 5 minutes after which a proxy of Service Connect does. */
	private static final int KEEP_ALIVE = 310;

	private final EcsStack stack;

	private final RegistryStack registry;

	private final DataStack data;

	private final Images images;

	TaskDefinitions(EcsStack stack, RegistryStack registry, DataStack data, Images images) {
		this.stack = stack;
		this.registry = registry;
		this.data = data;
		this.images = images;
	}

	/**
	 * A task definition, and the volumes that its service must bring.
	 */
	record Made(TaskDefinition task, List<ServiceManagedVolume> volumes) {
	}

	Made of(Part part, LogGroup logs) {
		Settings settings = this.stack.settings();
		Service wanted = settings.of(part);
		TaskDefinition task = TaskDefinition.Builder.create(this.stack, part.id() + "Task")
			.family(settings.name() + "-" + part.service())
			.compatibility(Compatibility.EC2_AND_FARGATE)
			.networkMode(NetworkMode.AWS_VPC)
			.cpu(String.valueOf(wanted.cpu()))
			.memoryMiB(String.valueOf(wanted.memory()))
			.runtimePlatform(RuntimePlatform.builder()
				.operatingSystemFamily(OperatingSystemFamily.LINUX)
				.cpuArchitecture((settings.architecture() == Settings.Architecture.AMD64) ? CpuArchitecture.X86_64
						: CpuArchitecture.ARM64)
				.build())
			.volumes(List.of(Volume.builder().name("tmp").host(Host.builder().build()).build()))
			.build();
		ContainerDefinition container = task.addContainer(part.service(), container(part, wanted, logs));
		decrypt(task);
		// The images say that this is a volume, so that it is writable for their user.
		container
			.addMountPoints(MountPoint.builder().sourceVolume("tmp").containerPath("/tmp").readOnly(false).build());
		wanted.sidecars().forEach((sidecar) -> add(task, sidecar, logs));
		ShopStack.stands(task, "AwsSolutions-ECS2",
				"Passwords and keys are secrets; what stands in the task definition is no secret.");
		ShopStack.stands(task, "AwsSolutions-IAM5",
				"ecr:GetAuthorizationToken, the only permission here on all resources, takes no other.", "Resource::*");
		return new Made(task, volumes(part, wanted, task, container));
	}

	private ContainerDefinitionOptions container(Part part, Service wanted, LogGroup logs) {
		int drain = (part == Part.GATEWAY) ? GATEWAY_DRAIN : DRAIN;
		LinuxParameters linux = LinuxParameters.Builder.create(this.stack, part.id() + "Linux").build();
		linux.dropCapabilities(Capability.ALL);
		return ContainerDefinitionOptions.builder()
			.image(ContainerImage.fromEcrRepository(this.registry.repository(part), this.images.of(part)))
			.essential(true)
			.memoryLimitMiB(wanted.containerMemory())
			.user("65532:65532")
			.readonlyRootFilesystem(true)
			.privileged(false)
			.linuxParameters(linux)
			.environment(environment(part, drain))
			.secrets(secrets(part))
			.portMappings(List.of(PortMapping.builder()
				.name(PORT_NAME)
				.containerPort(part.port())
				.appProtocol(AppProtocol.getHttp())
				.build()))
			.healthCheck(HealthCheck.builder()
				.command(List.of("CMD", "java", "-Xmx8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
						"/app/libs/service-starter.jar", "dev.marea.service.probe.Probe",
						String.valueOf(part.managementPort()), "/actuator/health/readiness"))
				.interval(Duration.seconds(10))
				.timeout(Duration.seconds(5))
				.retries(3)
				.startPeriod(START)
				.build())
			.stopTimeout(Duration.seconds(Math.min(Limits.STOP_SECONDS, drain + LONGEST_REQUEST + JVM_END)))
			.logging(logging(part.service(), logs))
			.build();
	}

	private static void add(TaskDefinition task, Service.Sidecar sidecar, LogGroup logs) {
		ContainerDefinition container = task.addContainer(sidecar.name(), sidecar(sidecar, logs));
		task.obtainExecutionRole()
			.addToPrincipalPolicy(PolicyStatement.Builder.create()
				.actions(List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"))
				.resources(List.of(sidecar.repositoryArn()))
				.build());
		ShopStack.acknowledged(container, "@aws-cdk/aws-ecs:ecrImageRequiresPolicy", "The policy is beside it.");
	}

	private static ContainerDefinitionOptions sidecar(Service.Sidecar sidecar, LogGroup logs) {
		return ContainerDefinitionOptions.builder()
			.image(ContainerImage.fromRegistry(sidecar.image()))
			.essential(false)
			.memoryLimitMiB(sidecar.memory())
			.readonlyRootFilesystem(true)
			.privileged(false)
			.logging(logging(sidecar.name(), logs))
			.build();
	}

	/** A log that CloudWatch does not take in time is dropped rather than waited for. */
	private static LogDriver logging(String prefix, LogGroup logs) {
		return LogDriver.awsLogs(AwsLogDriverProps.builder()
			.streamPrefix(prefix)
			.logGroup(logs)
			.mode(AwsLogDriverMode.NON_BLOCKING)
			.maxBufferSize(Size.mebibytes(4))
			.build());
	}

	private Map<String, String> environment(Part part, int drain) {
		Map<String, String> environment = new TreeMap<>();
		environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
		environment.put("MAREA_DRAINDELAY", drain + "s");
		environment.put("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE", Math.max(LONGEST_REQUEST, drain + 1) + "s");
		environment.put("SERVER_TOMCAT_KEEPALIVETIMEOUT",
				((part == Part.GATEWAY) ? GATEWAY_KEEP_ALIVE : KEEP_ALIVE) + "s");
		for (Part called : part.calls()) {
			environment.put(
					"MAREA_DISCOVERY_FIXED_" + called.service().replace("-", "").toUpperCase(java.util.Locale.ROOT),
					"http://%s:%d".formatted(called.service(), called.port()));
		}
		if (part.database() != null) {
			// Encrypted; the certificate's authority is Amazon's own, which is not among
			// those of Mozilla.
			environment.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://%s:%d/%s?sslmode=require"
				.formatted(this.data.host(), DataStack.PORT, part.database()));
		}
		if (part == Part.GATEWAY) {
			environment.put("MAREA_GATEWAY_DEMOISSUER", "true");
			// The load balancer names the client.
			environment.put("MAREA_TRUSTEDPROXIES", this.stack.settings().network().cidr());
		}
		return environment;
	}

	/** Just what this service may know. */
	private Map<String, Secret> secrets(Part part) {
		Map<String, Secret> secrets = new TreeMap<>();
		Construct scope = new Construct(this.stack, part.id() + "Secrets");
		ISecret issuer = known(scope, "Issuer", this.data.issuer());
		secrets.put("MAREA_IDENTITY_PUBLICKEYS_0", Secret.fromSecretsManager(issuer, "pem"));
		switch (part) {
			case GATEWAY -> secrets.put("MAREA_IDENTITY_SIGNINGKEY", Secret.fromSecretsManager(issuer, "key"));
			case CATALOG -> secrets.put("MAREA_IDENTITY_PUBLICKEYS_1",
					Secret.fromSecretsManager(known(scope, "Orders", this.data.orders()), "pem"));
			case ORDERS -> secrets.put("MAREA_IDENTITY_SIGNINGKEY",
					Secret.fromSecretsManager(known(scope, "Orders", this.data.orders()), "key"));
		}
		if (part.database() != null) {
			ISecret password = known(scope, "Password", this.data.password(part));
			secrets.put("SPRING_DATASOURCE_USERNAME", Secret.fromSecretsManager(password, "username"));
			secrets.put("SPRING_DATASOURCE_PASSWORD", Secret.fromSecretsManager(password, "password"));
		}
		return secrets;
	}

	/**
	 * By its ARN alone: its key's policy would name the roles of this stack, which is
	 * made later.
	 */
	private static ISecret known(Construct scope, String id, ISecret secret) {
		return software.amazon.awscdk.services.secretsmanager.Secret.fromSecretCompleteArn(scope, id,
				secret.getSecretArn());
	}

	private void decrypt(TaskDefinition task) {
		task.obtainExecutionRole()
			.addToPrincipalPolicy(PolicyStatement.Builder.create()
				.sid("ReadSecrets")
				.actions(List.of("kms:Decrypt"))
				.resources(List.of(this.data.keyArn()))
				.conditions(Map.of("StringEquals",
						Map.of("kms:ViaService",
								"secretsmanager." + this.stack.settings().region() + ".amazonaws.com")))
				.build());
	}

	private List<ServiceManagedVolume> volumes(Part part, Service wanted, TaskDefinition task,
			ContainerDefinition container) {
		if (wanted.volumeGib() == 0) {
			return new ArrayList<>();
		}
		ServiceManagedVolume volume = ServiceManagedVolume.Builder.create(this.stack, part.id() + "Volume")
			.name("data")
			.managedEbsVolume(ServiceManagedEBSVolumeConfiguration.builder()
				.encrypted(true)
				.volumeType(EbsDeviceVolumeType.GP3)
				.size(Size.gibibytes(wanted.volumeGib()))
				.fileSystemType(FileSystemType.XFS)
				.build())
			.build();
		task.addVolume(Volume.builder().name(volume.getName()).configuredAtLaunch(true).build());
		volume.mountIn(container, ContainerMountPoint.builder().containerPath("/data").readOnly(false).build());
		ShopStack.stands(volume, "AwsSolutions-IAM4",
				"AWS' own policy for volumes of ECS, which binds what it may do to volumes that ECS made.");
		return List.of(volume);
	}

}
