/**
 * The machine that the lab runs on: how busy its processors are and who keeps them busy.
 */
@NullMarked
package dev.marea.lab.machine;

import org.jspecify.annotations.NullMarked;
