package dev.marea.aws.operations;

import java.util.Map;
import java.util.TreeMap;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * Makes alarms that all ring at one place, in both directions.
 */
public final class Alarms {

	private final Construct scope;

	private final ITopic topic;

	public Alarms(Construct scope, ITopic topic) {
		this.scope = scope;
		this.topic = topic;
	}

	/** Rings when a metric has been above a value for some minutes. */
	public void above(String id, String description, IMetric metric, double value, int minutes) {
		alarm(id, description, metric, value, minutes, ComparisonOperator.GREATER_THAN_THRESHOLD,
				TreatMissingData.NOT_BREACHING);
	}

	/** Rings when a metric has been at a value or above it for some minutes. */
	public void at(String id, String description, IMetric metric, double value, int minutes) {
		alarm(id, description, metric, value, minutes, ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
				TreatMissingData.NOT_BREACHING);
	}

	/**
	 * Rings when a metric has been below a value for some minutes, or nobody tells it any
	 * more.
	 */
	public void below(String id, String description, IMetric metric, double value, int minutes) {
		alarm(id, description, metric, value, minutes, ComparisonOperator.LESS_THAN_THRESHOLD,
				TreatMissingData.BREACHING);
	}

	/** A metric by the minute. */
	public static Metric metric(String namespace, String name, String statistic, Map<String, String> dimensions) {
		return Metric.Builder.create()
			.namespace(namespace)
			.metricName(name)
			.statistic(statistic)
			.dimensionsMap(new TreeMap<>(dimensions))
			.period(Duration.minutes(1))
			.build();
	}

	private void alarm(String id, String description, IMetric metric, double value, int minutes,
			ComparisonOperator comparison, TreatMissingData missing) {
		Alarm alarm = Alarm.Builder.create(this.scope, id)
			.alarmDescription(description)
			.metric(metric)
			.threshold(value)
			.comparisonOperator(comparison)
			.evaluationPeriods(minutes)
			.datapointsToAlarm(minutes)
			.treatMissingData(missing)
			.build();
		SnsAction ring = new SnsAction(this.topic);
		alarm.addAlarmAction(ring);
		alarm.addOkAction(ring);
	}

}
