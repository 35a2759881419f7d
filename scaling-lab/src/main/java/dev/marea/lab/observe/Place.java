package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * A kind of place where instances run and can be watched. An implementation's fields are
 * the command line options that only such a place has.
 */
public interface Place {

	/**
	 * Finds the place and begins to watch it.
	 * @param service the service that is scaled; absent when the user named none
	 * @throws dev.marea.lab.cli.UsageError when there is no such place or service, or it
	 * is not clear which is scaled
	 * @throws dev.marea.lab.cli.Failure when what runs the place does not answer
	 */
	Observed watch(@Nullable String service);

}
