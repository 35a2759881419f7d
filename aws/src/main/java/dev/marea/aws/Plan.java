package dev.marea.aws;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.marea.aws.cost.MonthlyCost;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says what would be made, and what it costs.
 */
@Command(name = "plan", description = "Says what would be made, and what it costs.", mixinStandardHelpOptions = true)
final class Plan implements Callable<Integer> {

	@Mixin
	private MareaAws.Inputs inputs;

	@Parameters(paramLabel = "PLACE", description = "ecs or eks")
	private MonthlyCost.Place place;

	@Option(names = "--variables", description = "name and region instead, for scripts")
	private boolean variables;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() {
		Settings settings = this.inputs.settings();
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.variables) {
			out.printf(
					"name=%s%nregion=%s%narchitecture=%s%nexposed=%s%nkeep=%s%ncapacity=%s%nendpoint=%s%nadmins=%s%n",
					settings.name(), settings.region(), settings.architecture().label(),
					settings.exposedToNobody() ? "nobody" : "somebody", settings.database().keep(),
					settings.ecs().capacity().fargate() ? "fargate" : "ec2",
					settings.eks().endpoint().name().toLowerCase(Locale.ROOT),
					settings.eks().admins().isEmpty() ? "nobody" : "somebody");
			return CommandLine.ExitCode.OK;
		}
		out.printf("%s in %s (%s), for %s%n", settings.name(), settings.region(), String.join(", ", settings.zones()),
				String.join(", ", settings.exposedTo()));
		for (Part part : Part.values()) {
			Service service = settings.of(part);
			out.printf("  %-16s %d to %d instances of %s CPU and %d MiB%n", part.service(), service.min(),
					service.max(), service.millicores(), service.memory());
		}
		MonthlyCost cost = MonthlyCost.of(settings, this.place);
		out.printf("Costs %s, by list prices, when nobody uses it:%n", cost.costClass());
		cost.lines().forEach((line) -> out.printf(Locale.ROOT, "  %-44s %5.0f $%n", line.what(), line.dollars()));
		out.printf(Locale.ROOT, "  %-44s %5.0f $%n", "in all", cost.total());
		if (cost.total() > settings.budget().monthly()) {
			out.printf("That is more than the budget, %d $: it would tell %s.%n", settings.budget().monthly(),
					settings.budget().email());
		}
		return CommandLine.ExitCode.OK;
	}

}
