package dev.marea.lab.hpa;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The External metric of a trigger of KEDA 2.18: what each scaler's
 * {@code GetMetricSpecForScaling} in {@code pkg/scalers} returns.
 *
 * @param pattern the metric's name; {@code {a|b=c}} is the metadata a, or else b, or else
 * the text c
 * @param keys metadata with the target, the first that is there counts
 * @param otherwise the target without any of them; absent if one is required
 * @param whole whether the target is a whole number
 */
record KedaTrigger(String pattern, List<String> keys, @Nullable String otherwise, boolean whole) {

	private static final Map<String, KedaTrigger> KNOWN = new HashMap<>();

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}=]+)(?:=([^}]*))?}");

	private static final Pattern NOT_IN_NAMES = Pattern.compile("[/.:%()]");

	static {
		whole("activemq", "activemq-{destinationName}", "10", "targetQueueSize");
		whole("artemis-queue", "artemis-{queueName}", "10", "queueLength");
		decimal("arangodb", "arangodb", null, "queryValue");
		decimal("aws-cloudwatch", "aws-cloudwatch", null, "targetMetricValue");
		whole("aws-dynamodb-streams", "aws-dynamodb-streams-{tableName}", "2", "shardCount");
		whole("aws-kinesis-stream", "aws-kinesis-{streamName}", "2", "shardCount");
		whole("aws-sqs-queue", "aws-sqs-{queueURL}", "5", "queueLength");
		whole("azure-blob", "azure-blob-{blobContainerName}", "5", "blobCount");
		whole("azure-eventhub", "azure-eventhub-{consumerGroup=$Default}", "64", "unprocessedEventThreshold");
		decimal("azure-log-analytics", "azure-log-analytics-{workspaceId}", null, "threshold");
		decimal("azure-monitor", "azure-monitor-{metricName}", null, "targetValue");
		whole("azure-queue", "azure-queue-{queueName}", "5", "queueLength");
		whole("azure-servicebus", "azure-servicebus-{queueName|topicName}", "5", "messageCount");
		decimal("beanstalkd", "beanstalkd-{tube}", null, "value");
		whole("cassandra", "cassandra-{keyspace}", null, "targetQueryValue");
		// The metric is the number of replicas at this time, so one each is the target.
		whole("cron", "cron-{timezone}-{start}-{end}", "1");
		decimal("dynatrace", "dynatrace", null, "threshold");
		decimal("etcd", "etcd-{watchKey}", null, "value");
		decimal("gcp-cloudtasks", "gcp-ct-{queueName}", "100", "value");
		decimal("gcp-pubsub", "gcp-ps-{subscriptionName|topicName}", "10", "subscriptionSize", "value");
		whole("gcp-storage", "gcp-storage-{bucketName}", "100", "targetObjectCount");
		whole("github-runner", "github-runner-{owner}", "1", "targetWorkflowQueueLength");
		decimal("graphite", "graphite", "100", "threshold");
		for (String kafka : List.of("kafka", "apache-kafka")) {
			whole(kafka, "kafka-{topic}", "10", "lagThreshold");
		}
		decimal("kubernetes-workload", "workload-{namespace}", null, "value");
		whole("liiklus", "liiklus-{topic}", "10", "lagThreshold");
		decimal("loki", "loki", null, "threshold");
		decimal("metrics-api", "metric-api-{valueLocation}", null, "targetValue");
		decimal("mongodb", "mongodb-{collection}", null, "queryValue");
		decimal("mssql", "mssql", null, "targetValue");
		decimal("mysql", "mysql-{dbName}", null, "queryValue");
		whole("nats-jetstream", "nats-jetstream-{stream}", "10", "lagThreshold");
		whole("nsq", "nsq-{topic}-{channel}", "10", "depthThreshold");
		decimal("postgresql", "postgresql", null, "targetQueryValue");
		decimal("prometheus", "prometheus", null, "threshold");
		whole("pulsar", "pulsar-{topic}-{subscription}", "10", "msgBacklogThreshold");
		decimal("rabbitmq", "rabbitmq-{queueName}", "20", "queueLength", "value");
		for (String redis : List.of("redis", "redis-cluster", "redis-sentinel")) {
			whole(redis, "redis-{listName}", "5", "listLength");
			whole(redis + "-streams", "redis-streams-{stream}", "5", "streamLength");
		}
		decimal("solr", "solr", null, "targetQueryValue");
		whole("temporal", "temporal-{namespace=default}-{taskQueue}", "5", "targetQueueSize");
	}

	private static void whole(String type, String pattern, @Nullable String otherwise, String... keys) {
		KNOWN.put(type, new KedaTrigger(pattern, List.of(keys), otherwise, true));
	}

	private static void decimal(String type, String pattern, @Nullable String otherwise, String... keys) {
		KNOWN.put(type, new KedaTrigger(pattern, List.of(keys), otherwise, false));
	}

	/** Absent if the metric cannot be known without KEDA or the scaler's own server. */
	static @Nullable KedaTrigger of(String type) {
		return KNOWN.get(type);
	}

	/**
	 * The metric's name without its index.
	 * @param namespace namespace of the ScaledObject
	 */
	String metricName(Map<String, String> metadata, String namespace) {
		if (this.pattern.startsWith("kafka-") && metadata.getOrDefault("topic", "").isEmpty()) {
			return normalized("kafka-%s-topics".formatted(metadata.getOrDefault("consumerGroup", "")));
		}
		if (this.pattern.startsWith("workload-")) {
			return normalized("workload-" + namespace);
		}
		return normalized(PLACEHOLDER.matcher(this.pattern)
			.replaceAll((match) -> Matcher
				.quoteReplacement(filled(metadata, match.group(1), (match.group(2) != null) ? match.group(2) : ""))));
	}

	private String filled(Map<String, String> metadata, String keys, String otherwise) {
		String value = "";
		for (String key : keys.split("\\|")) {
			value = value.isEmpty() ? metadata.getOrDefault(key, "") : value;
		}
		value = value.isEmpty() ? otherwise : value;
		return switch (keys) {
			case "queueURL" -> queue(value);
			case "start", "end" -> value.replace(" ", "").replace("*", "x").replace("/", "Sl").replace("?", "Qm");
			case "tube" -> URLEncoder.encode(value, StandardCharsets.UTF_8);
			case "queueName" ->
				this.pattern.startsWith("rabbitmq") ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value;
			default -> value;
		};
	}

	/** A queue's URL ends with its name. */
	private static String queue(String url) {
		try {
			String path = URI.create(url).isAbsolute() ? URI.create(url).getPath() : null;
			return (path != null) ? path.substring(path.lastIndexOf('/') + 1) : url;
		}
		catch (IllegalArgumentException ex) {
			return url;
		}
	}

	private static String normalized(String name) {
		return NOT_IN_NAMES.matcher(name).replaceAll("-");
	}

	/** The target in thousandths. */
	long target(Field given, Map<String, String> metadata) {
		List<String> keys = this.keys;
		if (this.pattern.startsWith("redis-streams") && !metadata.getOrDefault("consumerGroup", "").isEmpty()) {
			keys = List.of("lagCount", "pendingEntriesCount");
		}
		for (String key : keys) {
			String text = metadata.get(key);
			if (text == null || text.isEmpty()) {
				continue;
			}
			Field field = given.require(key);
			if (this.whole && !text.matches("[-+]?\\d+")) {
				field.fault("must be a whole number");
				return 1;
			}
			return milli(field, text);
		}
		if (this.otherwise == null) {
			given.require(keys.getLast());
			return 1;
		}
		return (long) (Double.parseDouble(this.otherwise) * 1000);
	}

	/** Thousandths, truncated as KEDA does. */
	static long milli(Field field, String text) {
		double value;
		try {
			value = Double.parseDouble(text);
		}
		catch (NumberFormatException ex) {
			if (!text.isEmpty()) {
				field.fault("must be a number");
			}
			return 1;
		}
		long milli = (long) (value * 1000);
		if (milli <= 0 || milli == Long.MAX_VALUE) {
			field.fault("must be above zero" + ((milli > 0) ? " and below 9e15" : ""));
			return 1;
		}
		return milli;
	}

}
