package dev.marea.lab.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.scenario.Headers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of requests: headers, certificates, the header that names instances. */
public final class HttpOptions {

	private static final String HIDDEN = "(not recorded)";

	private static final List<String> SECRET = List.of("--header", "-H", "--pass");

	@Option(names = { "-H", "--header" }, paramLabel = "HEADER",
			description = "Header of every request, for example 'Authorization: Bearer $${env.TOKEN}'. Repeatable; the record does not keep it.")
	private List<String> headers = new ArrayList<>();

	@Option(names = "--cacert", paramLabel = "FILE",
			description = "Trust these CAs instead of the JDK's: PEM, or a PKCS#12 or JKS keystore.")
	private @Nullable Path cacert;

	@Option(names = "--cert", paramLabel = "FILE",
			description = "Client certificate with its chain: PEM, or a PKCS#12 or JKS keystore.")
	private @Nullable Path cert;

	@Option(names = "--key", paramLabel = "FILE",
			description = "PEM private key of --cert in PKCS#8 (default: in the file of --cert).")
	private @Nullable Path key;

	@Option(names = "--pass", paramLabel = "PASSWORD",
			description = "Password of the key or of the keystores, better $${env.NAME} than the password itself.")
	private @Nullable String password;

	@Option(names = "--service-header", paramLabel = "NAME", defaultValue = "Served-By",
			description = "Header of an answer that names its instance (default ${DEFAULT-VALUE}).")
	private String serviceHeader = "Served-By";

	public Headers headers() {
		return Headers.parse(this.headers);
	}

	/**
	 * Reads the certificates.
	 * @throws UsageError with what is wrong with them
	 */
	public HttpSettings settings() {
		if (!this.serviceHeader.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")) {
			throw new UsageError("--service-header '" + this.serviceHeader + "' is no name of a header.");
		}
		if (this.key != null && this.cert == null) {
			throw new UsageError("--key is given without --cert.");
		}
		if (this.cert == null && this.cacert == null) {
			return new HttpSettings(null, this.serviceHeader);
		}
		Certificates certificates = new Certificates(password());
		return new HttpSettings(certificates.context(this.cacert, this.cert, this.key), this.serviceHeader);
	}

	private char @Nullable [] password() {
		if (this.password == null) {
			return null;
		}
		if (this.password.startsWith("${env.") && this.password.endsWith("}")) {
			String name = this.password.substring(6, this.password.length() - 1);
			String value = System.getenv(name);
			if (value == null) {
				throw new UsageError("--pass names the environment variable '" + name + "', which is not set.");
			}
			return value.toCharArray();
		}
		return this.password.toCharArray();
	}

	/** The command line without secrets, for the record. */
	public static List<String> recorded(List<String> arguments) {
		List<String> recorded = new ArrayList<>();
		boolean hide = false;
		for (String argument : arguments) {
			String option = argument.replaceFirst("(?s)=.*", "");
			boolean secret = SECRET.contains(option) || (argument.startsWith("-H") && !hide);
			boolean attached = secret && !SECRET.contains(argument);
			recorded
				.add(hide ? HIDDEN : attached ? (argument.startsWith("-H") ? "-H" : option + "=") + HIDDEN : argument);
			hide = secret && !attached && !hide;
		}
		return recorded;
	}

}
