package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * One instance of the scaled service in one second.
 *
 * @param requests requests it took in that second
 * @param ready whether it was ready at the second's end
 * @param cpu cores it used
 * @param inFlight requests it was serving at the second's end
 */
public record InstanceSecond(int requests, boolean ready, @Nullable Double cpu, @Nullable Integer inFlight) {

}
