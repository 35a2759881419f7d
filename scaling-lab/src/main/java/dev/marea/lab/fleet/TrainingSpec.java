package dev.marea.lab.fleet;

import java.time.Duration;

/**
 * How an AOT cache is trained: one instance of every service takes these requests.
 *
 * @param scenario scenario file
 * @param rate requests per second
 * @param lasting for how long
 */
record TrainingSpec(String scenario, double rate, Duration lasting) {

}
