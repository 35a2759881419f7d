package dev.marea.lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import dev.marea.lab.kubernetes.ClusterCheck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./marea doctor}: what is missing here or on a cluster, and how to install it.
 */
@Command(name = "doctor", mixinStandardHelpOptions = true,
		description = { "Print what is missing on this machine, and how to install it.",
				"With --on kubernetes: why autoscalers in a namespace do not scale.",
				"Exit code 5 if something is wrong, 0 if not." })
public final class DoctorCommand implements Callable<Integer> {

	private static final int CORES = 2;

	private static final double MEMORY_GIB = 4;

	private static final double DISK_GIB = 2;

	private static final int PORT = 8080;

	private final Path home;

	private final ProgramCheck programs;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--on", paramLabel = "PLACE", defaultValue = "local",
			description = "What to check: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
	private On on = On.LOCAL;

	@Option(names = { "-n", "--namespace" }, paramLabel = "NAMESPACE",
			description = "With --on kubernetes: the namespace (default: the context's).")
	private @Nullable String namespace;

	public DoctorCommand() {
		this(Home.folder(), DoctorCommand::runs);
	}

	DoctorCommand(Path home, ProgramCheck programs) {
		this.home = home;
		this.programs = programs;
	}

	@Override
	public Integer call() {
		List<Finding> findings = switch (this.on) {
			case LOCAL -> here();
			case KUBERNETES -> ClusterCheck.check(this.namespace);
		};
		PrintWriter out = Objects.requireNonNull(this.spec).commandLine().getOut();
		findings.forEach((finding) -> out.println(finding.line()));
		boolean bad = findings.stream().anyMatch(Finding::bad);
		out.println((bad ? "Something is " : "Nothing is ") + ((this.on == On.LOCAL) ? "missing." : "wrong."));
		out.flush();
		return bad ? ExitCode.PROBLEM_FOUND : ExitCode.HELD;
	}

	private List<Finding> here() {
		if (this.namespace != null) {
			throw new UsageError("--namespace is given without --on kubernetes.");
		}
		return List.of(jdk(), maven(), cores(), memory(), disk(), loopback(), port(), rootless(), leftovers());
	}

	private Finding jdk() {
		int feature = Runtime.version().feature();
		String text = "JDK " + feature + " in " + System.getProperty("java.home");
		return (feature >= 25) ? Finding.good(text)
				: Finding.missing(text, "install JDK 25 or newer and set JAVA_HOME or put it on the PATH");
	}

	private Finding maven() {
		return this.programs.runs("mvn", "-v") ? Finding.good("Maven")
				: Finding.missing("Maven", "install Apache Maven 3.8.7 or newer so that 'mvn' is on the PATH");
	}

	private static Finding cores() {
		int cores = Runtime.getRuntime().availableProcessors();
		return (cores >= CORES) ? Finding.good(cores + " cores")
				: Finding.poor(cores + " core", "the demo is made for " + CORES + " or more; the SLO may break");
	}

	private static Finding memory() {
		double gib = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize()
				/ Math.pow(2, 30);
		String text = String.format(Locale.ROOT, "%.1f GiB of memory", gib);
		return (gib >= MEMORY_GIB) ? Finding.good(text) : Finding.poor(text,
				String.format(Locale.ROOT, "the demo's eight instances need %.0f GiB", MEMORY_GIB));
	}

	private Finding disk() {
		double gib = this.home.toFile().getUsableSpace() / Math.pow(2, 30);
		String text = String.format(Locale.ROOT, "%.1f GiB free in %s", gib, this.home);
		return (gib >= DISK_GIB) ? Finding.good(text) : Finding.missing(text, String.format(Locale.ROOT,
				"free %.0f GiB: the build, the database and start-up caches are there", DISK_GIB));
	}

	private static Finding loopback() {
		return free(0) ? Finding.good("the loopback address") : Finding.missing("the loopback address",
				"allow this user to listen on 127.0.0.1; a sandbox or firewall forbids it");
	}

	private static Finding port() {
		return free(PORT) ? Finding.good("port " + PORT + " is free")
				: Finding.poor("port " + PORT + " is in use", "the shop uses another port and prints it");
	}

	/** PostgreSQL refuses to run as root, so the lab runs it in a user namespace. */
	private Finding rootless() {
		if (!"root".equals(System.getProperty("user.name"))) {
			return Finding.good("PostgreSQL may run as " + System.getProperty("user.name"));
		}
		return this.programs.runs("unshare", "-U", "true") ? Finding.good("PostgreSQL may run in a user namespace")
				: Finding.missing("PostgreSQL does not run as root, and user namespaces are not allowed here",
						"run ./marea as an ordinary user");
	}

	private Finding leftovers() {
		List<Long> left = Leftovers.here(this.home).find();
		return left.isEmpty() ? Finding.good("no process of an earlier fleet is left")
				: Finding.poor("processes of an earlier fleet are left",
						"end them: kill " + String.join(" ", left.stream().map(String::valueOf).toList()));
	}

	private static boolean free(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean runs(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** What the command can check. */
	enum On {

		LOCAL, KUBERNETES;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** Whether a program can be run. */
	interface ProgramCheck {

		boolean runs(String... command);

	}

}
