package dev.marea.lab.fleet;

import java.time.Duration;

/**
 * How an AOT cache is trained: one instance of every service takes these requests.
 *
 * @param scenario scenario file
 * @param lasting for how long
 */
public record TrainingSpec(String scenario, Duration lasting) {

}
