package dev.marea.aws.settings;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the tasks of ECS run on.
 *
 * @param capacity who has the machines
 * @param instance type of instance, with EC2
 * @param maxInstances instances at most, with EC2
 */
public record Ecs(Capacity capacity, String instance, int maxInstances) {

	public Ecs {
		Refused.unless(capacity != null, "ecs.capacity is missing.");
		Refused.unless(capacity.fargate() || (instance != null && instance.matches("[a-z0-9-]+\\.[a-z0-9-]+")),
				"ecs.instance is '%s', which is no type of instance such as m7i-flex.large.", instance);
		Refused.unless(capacity.fargate() || maxInstances >= 2,
				"ecs.maxInstances is %d; two at least, or the loss of one takes the shop down.", maxInstances);
	}

	/**
	 * Who has the machines, and whether they may be taken away.
	 */
	public enum Capacity {

		/** AWS, a machine for each task. */
		@JsonProperty("fargate")
		FARGATE,
		/** The same, a third of the price, and two minutes' notice. */
		@JsonProperty("fargate-spot")
		FARGATE_SPOT,
		/** This account, many tasks on each. */
		@JsonProperty("ec2")
		EC2,
		/** The same, of those that nobody wants at the moment. */
		@JsonProperty("ec2-spot")
		EC2_SPOT;

		public boolean fargate() {
			return this == FARGATE || this == FARGATE_SPOT;
		}

		public boolean spot() {
			return this == FARGATE_SPOT || this == EC2_SPOT;
		}

	}

}
