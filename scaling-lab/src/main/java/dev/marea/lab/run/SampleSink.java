package dev.marea.lab.run;

/**
 * Takes every request as it ends. Called from many threads at once.
 */
@FunctionalInterface
public interface SampleSink {

	void accept(Sample sample);

}
