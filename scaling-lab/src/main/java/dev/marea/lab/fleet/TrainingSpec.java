package dev.marea.lab.fleet;

import java.time.Duration;

/**
 * The training of AOT caches: one instance of every service serves these requests.
 *
 * @param scenario scenario file
 * @param lasting for how long
 */
public record TrainingSpec(String scenario, Duration lasting) {

}
