/**
 * The result of a run for people: verdict, headline, and {@code report.html}, one file
 * that opens from disk.
 */
@NullMarked
package dev.marea.lab.report;

import org.jspecify.annotations.NullMarked;
