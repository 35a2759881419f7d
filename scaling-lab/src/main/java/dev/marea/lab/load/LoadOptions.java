package dev.marea.lab.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.Slo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that sends a recorded load. */
public final class LoadOptions {

	@Option(names = "--requests", paramLabel = "N", description = "End after this number of requests.")
	private @Nullable Long requests;

	@Option(names = "--slo", paramLabel = "SLO",
			description = "Check this SLO, for example p99=300ms,errors=0.1%%; exit code 1 if it is broken.")
	private @Nullable String slo;

	@Option(names = "--out", paramLabel = "DIR",
			description = "The run's folder, new or empty (default: a new one in .marea/runs).")
	private @Nullable Path folder;

	@Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10s",
			description = "A longer request fails (default ${DEFAULT-VALUE}).")
	private String timeout = "10s";

	@Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "1024",
			description = "Maximum number of requests in flight; more fail without being sent (default ${DEFAULT-VALUE}).")
	private int maxInFlight = 1024;

	@Option(names = "--allow-remote", paramLabel = "HOST",
			description = "Allow load to a host that is not this machine.")
	private Set<String> remote = new HashSet<>();

	/** Hosts to which load is allowed. */
	public Set<String> remote() {
		return this.remote;
	}

	/** Maximum number of requests. */
	public long limit() {
		require(this.requests == null || this.requests >= 1, "--requests must be at least 1.");
		return (this.requests != null) ? this.requests : Long.MAX_VALUE;
	}

	/** The SLO of the command line; absent if it gives none. */
	public @Nullable Slo slo() {
		return (this.slo != null) ? Slo.parse(this.slo) : null;
	}

	/** The run's folder, checked to be usable; absent for a new one. */
	public @Nullable Path folder() {
		RunFolder.requireNew(this.folder);
		return this.folder;
	}

	public Duration timeout() {
		Duration timeout = duration(this.timeout, "--timeout");
		require(timeout.toMillis() >= 1, "--timeout must be at least 1ms.");
		return timeout;
	}

	public int maxInFlight() {
		require(this.maxInFlight >= 1, "--max-in-flight must be at least 1.");
		return this.maxInFlight;
	}

	static Duration duration(String text, String option) {
		return Duration.ofMillis(Math.round(Quantities.seconds(text, option) * 1000));
	}

	/**
	 * Refuses input that does not fulfil a condition.
	 * @throws UsageError with the complaint
	 */
	public static void require(boolean condition, String complaint) {
		if (!condition) {
			throw new UsageError(complaint);
		}
	}

}
