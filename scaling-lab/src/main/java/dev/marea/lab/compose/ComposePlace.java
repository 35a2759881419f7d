package dev.marea.lab.compose;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Place;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A Docker host where {@code docker compose} runs a project. */
public final class ComposePlace implements Place {

	@Option(names = "--project", paramLabel = "NAME",
			description = "The compose project (default: docker compose's own, from COMPOSE_PROJECT_NAME or the compose file).")
	private @Nullable String project;

	@Override
	public Observed watch(@Nullable String service) {
		String name = (this.project != null) ? this.project
				: ProjectName.find(System.getenv(), List.of(Path.of(""), Home.folder()));
		return watch(Docker.connect(), name, service);
	}

	static Observed watch(Docker docker, String project, @Nullable String service) {
		try {
			List<Details> containers = docker.containers(project);
			String scaled = scaled(project, containers, service);
			return new Observed(scaled, new ComposeObserver(docker, project, scaled), null, null,
					notes(containers, scaled));
		}
		catch (InterruptedException ex) {
			docker.close();
			Thread.currentThread().interrupt();
			throw new Failure("interrupted before Docker answered.", ex);
		}
		catch (RuntimeException ex) {
			docker.close();
			throw ex;
		}
	}

	private static String scaled(String project, List<Details> containers, @Nullable String service) {
		List<String> services = containers.stream().map(Details::service).distinct().sorted().toList();
		if (services.isEmpty()) {
			throw new UsageError("no container of a compose project '%s' is here; start it, or give --project NAME."
				.formatted(project));
		}
		if (service == null && services.size() > 1) {
			throw new UsageError(
					"which service is scaled? Give --service NAME, one of " + String.join(", ", services) + ".");
		}
		if (service != null && !services.contains(service)) {
			throw new UsageError("the compose project '%s' has no service '%s'; it has %s.".formatted(project, service,
					String.join(", ", services)));
		}
		return (service != null) ? service : services.getFirst();
	}

	private static List<String> notes(List<Details> containers, String scaled) {
		List<String> notes = new ArrayList<>();
		containers.stream()
			.filter((container) -> container.service().equals(scaled))
			.findFirst()
			.map(Details::checkedEvery)
			.ifPresentOrElse((every) -> notes.add(late(every)), () -> notes
				.add("%s has no health check: an instance counts as ready as soon as it runs.".formatted(scaled)));
		return notes;
	}

	private static String late(Duration every) {
		return "Docker checks an instance's health every %s: 'ready' is observed late by up to that.".formatted(
				(every.toMillis() % 1000 == 0) ? every.toSeconds() + " s" : Objects.toString(every.toMillis()) + " ms");
	}

}
