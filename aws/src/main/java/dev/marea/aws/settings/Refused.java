package dev.marea.aws.settings;

/**
 * A setting that AWS would refuse, or that contradicts another. Its message is one
 * sentence for who wrote it.
 */
public class Refused extends IllegalArgumentException {

	public Refused(String sentence) {
		super(sentence);
	}

	/** Refuses unless something holds. */
	static void unless(boolean holds, String sentence, Object... values) {
		if (!holds) {
			throw new Refused(sentence.formatted(values));
		}
	}

}
