package dev.marea.aws.cost;

import java.util.ArrayList;
import java.util.List;

import dev.marea.aws.settings.Ecs;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;

/**
 * What the shop costs a month when nobody uses it: with all services at their least, by
 * the list prices of us-east-1, without traffic, logs and taxes. Good for telling ten
 * dollars from a hundred, and for no more.
 *
 * @param lines what for
 */
public record MonthlyCost(List<Line> lines) {

	/** Hours of a month. */
	private static final int HOURS = 730;

	/**
	 * One thing to pay for.
	 *
	 * @param what it is
	 * @param dollars a month
	 */
	public record Line(String what, double dollars) {
	}

	/** Where the shop runs. */
	public enum Place {

		/** ECS. */
		ECS,
		/** EKS. */
		EKS

	}

	/** Of one place, with what both need. */
	public static MonthlyCost of(Settings settings, Place place) {
		List<Line> lines = new ArrayList<>();
		network(settings, place, lines);
		database(settings, lines);
		lines.add(new Line("load balancer and its addresses",
				HOURS * (Prices.LOAD_BALANCER + settings.zones().size() * Prices.ADDRESS)));
		switch (place) {
			case ECS -> ecs(settings, lines);
			case EKS -> eks(settings, lines);
		}
		int keys = (place == Place.EKS) ? 4 : 3;
		lines.add(new Line(keys + " keys and 5 secrets", keys * Prices.KEY + 5 * Prices.SECRET));
		lines.add(new Line("metrics and alarms of 3 services", Prices.OBSERVABILITY));
		return new MonthlyCost(List.copyOf(lines));
	}

	/** All of it. */
	public double total() {
		return this.lines.stream().mapToDouble(Line::dollars).sum();
	}

	/** As coarse as the figures are. */
	public String costClass() {
		double total = total();
		if (total < 100) {
			return "under $100 a month";
		}
		return (total < 250) ? "$100 to $250 a month"
				: (total < 500) ? "$250 to $500 a month" : "more than $500 a month";
	}

	private static void network(Settings settings, Place place, List<Line> lines) {
		int zones = settings.zones().size();
		if (settings.network().nat()) {
			lines.add(new Line(zones + " NAT gateways", zones * HOURS * (Prices.NAT + Prices.ADDRESS)));
			return;
		}
		int endpoints = 4 + ((place == Place.EKS) ? 4 : settings.ecs().capacity().fargate() ? 0 : 3);
		lines.add(
				new Line(endpoints + " endpoints in " + zones + " zones", endpoints * zones * HOURS * Prices.ENDPOINT));
	}

	private static void database(Settings settings, List<Line> lines) {
		int copies = settings.database().standby() ? 2 : 1;
		lines.add(new Line(
				"PostgreSQL on db." + settings.database().instance() + ((copies == 2) ? ", with a standby" : ""),
				copies * (HOURS * Prices.DATABASE.get(settings.database().instance())
						+ settings.database().storageGib() * Prices.STORAGE)));
	}

	private static void ecs(Settings settings, List<Line> lines) {
		Ecs.Capacity capacity = settings.ecs().capacity();
		double cores = 0;
		double gib = 0;
		int tasks = 0;
		for (Part part : Part.values()) {
			Service service = settings.of(part);
			tasks += service.min();
			cores += service.min() * service.cpu() / 1024.0;
			gib += service.min() * service.memory() / 1024.0;
		}
		double factor = (settings.architecture() == Settings.Architecture.ARM64) ? 0.8 : 1;
		if (capacity.fargate()) {
			// The least is never on Spot.
			lines.add(new Line(tasks + " tasks on Fargate",
					factor * HOURS * (cores * Prices.FARGATE_CORE + gib * Prices.FARGATE_GIB)));
			return;
		}
		// Two cores and 8 GiB each, of which the agent and the system take a part.
		int instances = Math.max(settings.zones().size(), (int) Math.ceil(Math.max(cores / 1.9, gib / 7)));
		lines.add(new Line(instances + " instances such as m7i-flex.large",
				instances * HOURS * factor * Prices.INSTANCE + instances * 30 * Prices.VOLUME));
	}

	private static void eks(Settings settings, List<Line> lines) {
		lines.add(new Line("control plane", HOURS * Prices.CONTROL_PLANE));
		double cores = 0.5;
		double gib = 1;
		for (Part part : Part.values()) {
			cores += settings.of(part).min() * settings.of(part).cpu() / 1024.0;
			gib += settings.of(part).min() * settings.of(part).memory() / 1024.0;
		}
		int nodes = Math.max(settings.zones().size(), (int) Math.ceil(Math.max(cores / 1.9, gib / 7))) + 1;
		double factor = ((settings.architecture() == Settings.Architecture.ARM64) ? 0.8 : 1)
				* (settings.eks().spot() ? 0.4 : 1);
		lines.add(new Line(nodes + " nodes of Auto Mode, such as m7i.large",
				nodes * HOURS * factor * Prices.INSTANCE * Prices.AUTO_MODE + nodes * 60 * Prices.VOLUME));
	}

}
