package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * A kind of place where instances run. The fields of an implementation are the command
 * line options of only that place.
 */
public interface Place {

	/**
	 * Finds the place and starts to watch it.
	 * @param service the scaled service; absent if the user named none
	 * @throws dev.marea.lab.cli.UsageError if there is no such place or service, or if it
	 * is not clear which service is scaled
	 * @throws dev.marea.lab.cli.Failure if the platform does not answer
	 */
	Observed watch(@Nullable String service);

}
