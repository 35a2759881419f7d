package dev.marea.lab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.lab.fleet.StateFolder;
import org.jspecify.annotations.Nullable;

/**
 * Finds orphaned processes of this checkout's fleets: neither a running lab nor the
 * reaper of a state folder will end them.
 *
 * @param home the checkout
 * @param processes all of this machine
 */
record Leftovers(Path home, Map<Long, Running> processes) {

	/** The option that {@code ./marea} gives every lab, long before its class path. */
	private static final String LAB = "-Dmarea.home=";

	/**
	 * A process that runs.
	 *
	 * @param parent absent if there is none, or if it is not visible
	 * @param program the path of its program
	 * @param command its whole command line, as far as the system shows it
	 * @param arguments the same in parts; empty if the system does not show all parts
	 */
	record Running(long pid, @Nullable Long parent, String program, String command, List<String> arguments) {

		private static Running of(ProcessHandle process) {
			ProcessHandle.Info info = process.info();
			return new Running(process.pid(), process.parent().map(ProcessHandle::pid).orElse(null),
					info.command().orElse(""), info.commandLine().orElse(""),
					info.arguments().map(List::of).orElse(List.of()));
		}

	}

	static Leftovers here(Path home) {
		return new Leftovers(home,
				ProcessHandle.allProcesses()
					.map(Running::of)
					.collect(Collectors.toMap(Running::pid, Function.identity(), (one, other) -> one)));
	}

	/** Their process ids, ascending. */
	List<Long> find() {
		return this.processes.values()
			.stream()
			.filter((process) -> process.pid() != ProcessHandle.current().pid())
			.filter((process) -> process.command().contains(this.home + "/"))
			.filter((process) -> process.program().matches(".*/(java|postgres)"))
			.filter((process) -> process.parent() == null || process.parent() == 1)
			.filter((process) -> !isLab(process) && !isOfLab(process) && !isLookedAfter(process))
			.map(Running::pid)
			.sorted()
			.toList();
	}

	private static boolean isLab(Running process) {
		return process.command().contains(LAB);
	}

	/** In a container the lab may be process 1. */
	private boolean isOfLab(Running process) {
		Running parent = this.processes.get((process.parent() != null) ? process.parent() : 0);
		return parent != null && isLab(parent);
	}

	/** PostgreSQL becomes a child of process 1, although its lab runs. */
	private static boolean isLookedAfter(Running process) {
		return data(process).map(Path::getParent).filter(StateFolder::isLookedAfter).isPresent();
	}

	private static Optional<Path> data(Running process) {
		int option = process.arguments().indexOf("-D");
		return (option >= 0 && option + 1 < process.arguments().size())
				? Optional.of(Path.of(process.arguments().get(option + 1))) : Optional.empty();
	}

}
