package dev.marea.aws.data;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.marea.aws.Images;
import dev.marea.aws.ShopStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.operations.Alarms;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Database;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.rds.CaCertificate;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.CredentialsBaseOptions;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.DatabaseSecret;
import software.amazon.awscdk.services.rds.IInstanceEngine;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.PostgresEngineVersion;
import software.amazon.awscdk.services.rds.PostgresInstanceEngineProps;
import software.amazon.awscdk.services.rds.StorageType;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.MultiUserHostedRotationOptions;
import software.amazon.awscdk.services.secretsmanager.RotationScheduleOptions;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;

/**
 * PostgreSQL by RDS, with a database and a role for each service that has one, and the
 * keys that tokens are signed with. Passwords change by themselves: those of the services
 * between two users that share a role, so that one is always good for whoever runs.
 */
public final class DataStack extends ShopStack {

	public static final int PORT = 5432;

	private static final String ADMIN = "marea_admin";

	private final Key key;

	private final SecurityGroup securityGroup;

	private final DatabaseInstance database;

	private final Map<Part, ISecret> passwords = new EnumMap<>(Part.class);

	private final ISecret issuer;

	private final ISecret orders;

	public DataStack(Construct scope, Settings settings, OperationsStack operations, NetworkStack network,
			RegistryStack registry, Images images) {
		super(scope, settings, "data", "Marea: PostgreSQL, passwords and keys");
		this.key = Key.Builder.create(this, "Key")
			.alias(settings.name() + "/data")
			.description("Database and secrets of " + settings.name())
			.enableKeyRotation(true)
			.removalPolicy(settings.database().keep() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
			.build();
		this.securityGroup = SecurityGroup.Builder.create(this, "SecurityGroup")
			.vpc(network.vpc())
			.description("PostgreSQL: it is called and calls nobody")
			.allowAllOutbound(false)
			.build();
		this.database = database(network, operations);
		SecurityGroup rotation = network.callerOfAws(this, "RotationSecurityGroup",
				"Changes passwords in PostgreSQL and in Secrets Manager");
		letIn(rotation, "Sets new passwords");
		ISecret admin = this.database.getSecret();
		admin.addRotationSchedule("Rotation",
				every(HostedRotation.postgreSqlSingleUser(SingleUserHostedRotationOptions.builder()
					.vpc(network.vpc())
					.vpcSubnets(NetworkStack.shopSubnets())
					.securityGroups(List.of(rotation))
					.build())));
		for (Part part : Part.values()) {
			if (part.database() != null) {
				this.passwords.put(part, password(part, admin, network, rotation));
			}
		}
		this.issuer = keyPair("IssuerKey", "issuer", "Key pair of the demo issuer; `./marea deploy` puts it in");
		this.orders = keyPair("OrdersKey", "orders", "Key pair of order-service; `./marea deploy` puts it in");
		new DatabaseRoles(this, operations, network, registry, images, admin, this.passwords);
		watch(new Alarms(this, operations.alarms()));
		output("DatabaseHost", "PostgreSQL", this.database.getDbInstanceEndpointAddress());
	}

	/** Where PostgreSQL answers. */
	public String host() {
		return this.database.getDbInstanceEndpointAddress();
	}

	/** Username and password of the role of a service. */
	public ISecret password(Part part) {
		return this.passwords.get(part);
	}

	/** {@code key} and {@code pem} of the demo issuer. */
	public ISecret issuer() {
		return this.issuer;
	}

	/** {@code key} and {@code pem} of order-service. */
	public ISecret orders() {
		return this.orders;
	}

	/**
	 * Both ways: the rule of the caller, and the database's, in the stack of the caller.
	 */
	public void letIn(SecurityGroup caller, String reason) {
		caller.addEgressRule(this.securityGroup, Port.tcp(PORT), "To PostgreSQL. " + reason);
		this.securityGroup.addIngressRule(caller, Port.tcp(PORT), reason, true);
	}

	/** What the secrets are encrypted with. */
	public String keyArn() {
		return this.key.getKeyArn();
	}

	public SecurityGroup securityGroup() {
		return this.securityGroup;
	}

	private DatabaseInstance database(NetworkStack network, OperationsStack operations) {
		Database wanted = settings().database();
		IInstanceEngine engine = DatabaseInstanceEngine
			.postgres(PostgresInstanceEngineProps.builder().version(PostgresEngineVersion.VER_18).build());
		ParameterGroup parameters = ParameterGroup.Builder.create(this, "Parameters")
			.engine(engine)
			.description("TLS only, room for all instances, slow statements in the log")
			// No log_statement: with ddl, each new password would stand in the log.
			.parameters(Map.of("rds.force_ssl", "1", "max_connections", String.valueOf(settings().connections()),
					"log_min_duration_statement", "1000"))
			.build();
		String id = settings().name();
		// Made before RDS would, which keeps logs for ever.
		LogGroup statements = operations.logs(this, "PostgresqlLogs", "/aws/rds/instance/" + id + "/postgresql");
		LogGroup upgrades = operations.logs(this, "UpgradeLogs", "/aws/rds/instance/" + id + "/upgrade");
		DatabaseInstance database = DatabaseInstance.Builder.create(this, "Database")
			.instanceIdentifier(id)
			.engine(engine)
			.parameterGroup(parameters)
			.instanceType(new InstanceType(wanted.instance()))
			.vpc(network.vpc())
			.vpcSubnets(NetworkStack.databaseSubnets())
			.securityGroups(List.of(this.securityGroup))
			.publiclyAccessible(false)
			.credentials(Credentials.fromGeneratedSecret(ADMIN,
					CredentialsBaseOptions.builder()
						.secretName(id + "/database/admin")
						.encryptionKey(this.key)
						.build()))
			.iamAuthentication(true)
			.multiAz(wanted.standby())
			.storageType(StorageType.GP3)
			.allocatedStorage(wanted.storageGib())
			.maxAllocatedStorage(5 * wanted.storageGib())
			.storageEncrypted(true)
			.storageEncryptionKey(this.key)
			.caCertificate(CaCertificate.RDS_CA_RSA2048_G1)
			.backupRetention(Duration.days(wanted.backupDays()))
			.copyTagsToSnapshot(true)
			.autoMinorVersionUpgrade(true)
			.cloudwatchLogsExports(List.of("postgresql", "upgrade"))
			.enablePerformanceInsights(true)
			.performanceInsightEncryptionKey(this.key)
			.deletionProtection(wanted.keep())
			.removalPolicy(wanted.keep() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
			.build();
		database.getNode().addDependency(statements, upgrades);
		Map<String, String> reasons = new HashMap<>();
		reasons.put("CKV_AWS_118",
				"Performance Insights and the alarms tell what is needed; the system below is AWS'.");
		if (!wanted.standby()) {
			reasons.put("CKV_AWS_157", "A standby doubles the price: database.standby in the settings.");
			stands(database, "AwsSolutions-RDS3", "A standby doubles the price: database.standby in the settings.");
		}
		if (!wanted.keep()) {
			stands(database, "AwsSolutions-RDS10",
					"A database for demos is deleted with its stack: database.keep in the settings.");
		}
		excepted(database, reasons);
		stands(database, "AwsSolutions-RDS11",
				"Who may connect is said by security groups; another port would hide it from nobody.");
		return database;
	}

	private ISecret password(Part part, ISecret admin, NetworkStack network, SecurityGroup rotation) {
		String role = part.database();
		ISecret secret = DatabaseSecret.Builder.create(this, part.id() + "Password")
			.secretName(settings().name() + "/database/" + role)
			.username(role)
			.masterSecret(admin)
			.encryptionKey(this.key)
			.build()
			.attach(this.database);
		secret.addRotationSchedule("Rotation",
				every(HostedRotation.postgreSqlMultiUser(MultiUserHostedRotationOptions.builder()
					.masterSecret(admin)
					.vpc(network.vpc())
					.vpcSubnets(NetworkStack.shopSubnets())
					.securityGroups(List.of(rotation))
					.build())));
		return secret;
	}

	/** Not at once: the roles are made only after this stack. */
	private RotationScheduleOptions every(HostedRotation rotation) {
		return RotationScheduleOptions.builder()
			.hostedRotation(rotation)
			.automaticallyAfter(Duration.days(settings().database().rotationDays()))
			.rotateImmediatelyOnUpdate(false)
			.build();
	}

	private ISecret keyPair(String id, String name, String description) {
		Secret secret = Secret.Builder.create(this, id)
			.secretName(settings().name() + "/identity/" + name)
			.description(description)
			.encryptionKey(this.key)
			.build();
		stands(secret, "AwsSolutions-SMG4",
				"A key pair that signs tokens for minutes: a new one is put in by hand, and the tasks renewed, as no function of AWS makes RSA keys.");
		return secret;
	}

	private void watch(Alarms alarms) {
		alarms.above("CpuHigh", "PostgreSQL uses more than 80 % of its CPU",
				this.database.metricCPUUtilization(minute()), 80, 10);
		alarms.above("ConnectionsHigh", "PostgreSQL has more than 80 % of the connections that it takes",
				this.database.metricDatabaseConnections(minute()), 0.8 * settings().connections(), 5);
		alarms.below("StorageLow", "PostgreSQL has less than a tenth of its first volume free",
				this.database.metricFreeStorageSpace(minute()), settings().database().storageGib() * (1L << 30) / 10.0,
				15);
	}

	private static software.amazon.awscdk.services.cloudwatch.MetricOptions minute() {
		return software.amazon.awscdk.services.cloudwatch.MetricOptions.builder().period(Duration.minutes(1)).build();
	}

}
