package dev.marea.lab.live;

import dev.marea.lab.run.Second;

/**
 * Where seconds are shown.
 */
interface Screen {

	/** Shows one more second. */
	void second(Second second);

	/** Writes a line that stays. */
	void line(Line line);

	/** Writes what is still to be shown; only lines follow. */
	void end();

}
