package dev.marea.lab.scenario;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What one request is filled in from.
 *
 * @param random for generated values
 * @param index how many requests went before
 * @param entries what it drew from the pools, by the names it uses for them
 */
record Draws(RandomGenerator random, long index, Map<String, Map<String, String>> entries) {

}
