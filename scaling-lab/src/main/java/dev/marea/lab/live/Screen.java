package dev.marea.lab.live;

import dev.marea.lab.run.Second;

/**
 * The output of the view.
 */
interface Screen {

	/** Shows one more second. */
	void second(Second second);

	/** Writes a permanent line. */
	void line(Line line);

	/** Writes the pending output; only lines follow. */
	void end();

}
